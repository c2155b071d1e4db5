using System.Globalization;
using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Api.Watching;
using Fleet.Kubernetes.Resources;
using Fleet.Storage.Log;
using Fleet.Testing.Watching;

namespace Fleet.Api.Tests.Watching;

/// <summary>A reflector as clients have it: a cache kept by list and watch, strict about what it is told. It survives the crashes of the server.</summary>
/// <param name="fleet">What is followed.</param>
/// <param name="resource">The kind.</param>
/// <param name="place">The namespace; null for all.</param>
/// <param name="labels">The label selector.</param>
/// <param name="fields">The field selector.</param>
/// <param name="user">Who asks.</param>
/// <param name="matches">The truth: which records the client must hold.</param>
internal sealed class ModelClient(
    ModelFleet fleet, GroupVersionResource resource, string? place, string labels, string fields, UserInfo user, Func<StoredRecord, bool> matches) : IDisposable
{
    private readonly ModelCache _cache = new();
    private ResourceWatch? _watch;

    private ResourceTarget Target => fleet.Target(resource, place);

    public void Dispose() => Disconnect();

    /// <summary>The connection breaks; what was seen last is remembered.</summary>
    public void Disconnect()
    {
        _watch?.Dispose();
        _watch = null;
    }

    /// <summary>Lists in pages of two, with something else happening between them, and watches from the list's version.</summary>
    public async Task RelistAsync(Func<int, Task>? between = null)
    {
        Disconnect();
        for (var attempt = 0; !await TryListAsync(between); attempt++)
        {
            // A page that expired while much happened: once more, with nothing happening.
            Assert.True(attempt == 0, "A list expires though nothing happens.");
            between = null;
            fleet.Reader.Meanwhile = null;
        }

        await ReconnectAsync();
    }

    /// <summary>Watches on from what was seen last.</summary>
    public async Task ReconnectAsync()
    {
        Disconnect();
        if (_cache.Version == 0 || _cache.IsInitial)
        {
            return;
        }

        try
        {
            _watch = await fleet.Service.WatchAsync(
                ModelFleet.Context(user),
                Target,
                new WatchOptions { ResourceVersion = _cache.Version.ToString(CultureInfo.InvariantCulture), LabelSelector = labels, FieldSelector = fields, AllowBookmarks = true },
                default);
        }
        catch (StoreExpiredException)
        {
            await RelistAsync();
        }
    }

    /// <summary>Gets the state through the watch itself (<c>sendInitialEvents</c>).</summary>
    public async Task StartStreamingAsync()
    {
        Disconnect();
        _cache.Restart(isStreamed: true);
        _watch = await fleet.Service.WatchAsync(
            ModelFleet.Context(user),
            Target,
            new WatchOptions { SendInitialEvents = true, ResourceVersionMatch = "NotOlderThan", AllowBookmarks = true, LabelSelector = labels, FieldSelector = fields },
            default);
    }

    public async Task ReadAsync(int most)
    {
        try
        {
            for (var i = 0; i < most && _watch is { } watch && watch.TryRead(out var next); i++)
            {
                _cache.Take(next);
            }

            if (most == int.MaxValue && _watch is not null && !_cache.IsInitial)
            {
                _cache.Take(_watch.Bookmark());
            }
        }
        catch (StoreExpiredException)
        {
            await RelistAsync();
        }
    }

    /// <summary>Reads to the end; the cache must then be what the store's table holds.</summary>
    public async Task SettleAsync()
    {
        await fleet.Cache.CatchUpAsync(default);
        if (_watch is null || _cache.IsInitial)
        {
            await (_cache.Version == 0 || _cache.IsInitial ? RelistAsync() : ReconnectAsync());
        }

        await ReadAsync(int.MaxValue);
        var truth = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var partition in resource == Resources.FleetKinds.Workloads ? ModelFleet.Clusters : [RecordKey.Declared])
        {
            await foreach (var record in fleet.Store.ReadAsync(partition, resource.GroupResource, default))
            {
                if (matches(record))
                {
                    truth.Add($"{record.Key.Object.Namespace}/{record.Key.Object.Name}", record.Version);
                }
            }
        }

        Assert.Equal(truth, _cache.Objects);
    }

    private async Task<bool> TryListAsync(Func<int, Task>? between)
    {
        _cache.Restart();
        var token = "";
        for (var page = 0; ; page++)
        {
            ObjectList list;
            try
            {
                list = await fleet.Service.ListAsync(
                    ModelFleet.Context(user), Target, new ListOptions { Limit = 2, LabelSelector = labels, FieldSelector = fields, Continue = token }, default);
            }
            catch (ApiException expired) when (expired.Code == 410)
            {
                return false;
            }
            catch (StoreExpiredException)
            {
                return false;
            }

            _cache.TakePage(list.Items, list.ResourceVersion, isFirst: page == 0);
            token = list.Continue;
            if (token.Length == 0)
            {
                return true;
            }

            await (between?.Invoke(page) ?? Task.CompletedTask);
        }
    }
}
