using System.Net;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Client;

/// <content>How the whole state is read: in one stream, or in pages.</content>
public sealed partial class Reflector
{
    /// <summary>List and watch in one stream; false when the server does not have it.</summary>
    private async Task<bool> TryStreamListAsync(CancellationToken cancellationToken)
    {
        try
        {
            await WatchAsync(isList: true, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (KubernetesApiException refused) when (_mustList && (refused.StatusCode is HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest))
        {
            return false;
        }
        catch (Exception failure) when (_mustList && (failure is ClusterUnreachableException or MalformedResponseException or KubernetesApiException { IsExpired: true }))
        {
            _streamFailures++;
            throw;
        }
    }

    private async Task ListPagesAsync(CancellationToken cancellationToken)
    {
        var version = _versionUnavailable ? null : _resourceVersion ?? "0";
        var options = new ListOptions
        {
            LabelSelector = _options.LabelSelector,
            FieldSelector = _options.FieldSelector,
            ResourceVersion = version,
            // As client-go: a page of a certain version would be read from etcd instead of the server's cache.
            Limit = version is null or "0" ? _options.PageSize : 0,
        };
        _known.StartList();
        string? listVersion = null;
        var emptyPages = 0;
        while (true)
        {
            ListPage page;
            try
            {
                page = await _client.ListPageAsync(_options.Collection, _options.Kind, options, item => ExistsAsync(item, isList: true, cancellationToken), cancellationToken).ConfigureAwait(false);
            }
            catch (KubernetesApiException expired) when (expired.IsExpired && options.Continue is not null)
            {
                // The pages took longer than the server keeps history: all in one answer then, which is streamed as well.
                options = options with { Continue = null, Limit = 0, ResourceVersion = null };
                _known.StartList();
                listVersion = null;
                continue;
            }

            Contact();
            listVersion ??= page.ResourceVersion;
            if (page.Continue is null)
            {
                await FinishListAsync(listVersion, cancellationToken).ConfigureAwait(false);
                return;
            }

            emptyPages = page.Count == 0 ? emptyPages + 1 : 0;
            if (page.Continue == options.Continue || emptyPages > MaxEmptyPages)
            {
                throw new MalformedResponseException($"{_client.Connection.Name}: GET /{_options.Collection.ToPath()}: the server's pages do not come to an end.");
            }

            options = options with { Continue = page.Continue };
        }
    }

    private async ValueTask FinishListAsync(string version, CancellationToken cancellationToken)
    {
        foreach (var tombstone in _known.Vanished())
        {
            await EmitAsync(new WatchEvent(WatchEventType.Deleted, tombstone, IsTombstone: true), cancellationToken).ConfigureAwait(false);
        }

        await EmitAsync(new WatchEvent(WatchEventType.Bookmark, InitialEventsEnd(version)), cancellationToken).ConfigureAwait(false);
        MoveTo(version);
        _versionUnavailable = false;
        _mustList = false;
        _lists++;
        _failures = 0;
        _streamFailures = 0;
        MoveTo(ReflectorState.Synced);
    }

    private Document InitialEventsEnd(string version)
    {
        using var builder = new DocumentBuilder();
        return builder.StartObject()
            .Name("apiVersion"u8).String(_options.Kind.ApiVersion).Name("kind"u8).String(_options.Kind.Kind)
            .Name("metadata"u8).StartObject().Name("resourceVersion"u8).String(version)
            .Name("annotations"u8).StartObject().Name("k8s.io/initial-events-end"u8).String("true"u8).EndObject().EndObject()
            .EndObject().Build();
    }
}
