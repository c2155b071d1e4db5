using System.Globalization;

namespace Fleet.Kubernetes.Client;

/// <content>How changes are followed.</content>
public sealed partial class Reflector
{
    /// <summary>One watch connection until the server ends it.</summary>
    private async Task WatchAsync(bool isList, CancellationToken cancellationToken)
    {
        var watch = new WatchOptions
        {
            LabelSelector = _options.LabelSelector,
            FieldSelector = _options.FieldSelector,
            ResourceVersion = isList && _versionUnavailable ? null : _resourceVersion,
            SendInitialEvents = isList,
            ServerTimeout = _options.ServerTimeout * (1 + _random()),
            StallTimeout = _options.StallTimeout,
            Opened = isList ? null : Resumed,
        };
        if (isList)
        {
            _known.StartList();
        }

        var started = _time.GetTimestamp();
        var any = false;
        await foreach (var next in _client.WatchAsync(_options.Collection, watch, cancellationToken).ConfigureAwait(false))
        {
            any = true;
            Contact();
            isList = await HandleAsync(next, isList, cancellationToken).ConfigureAwait(false);
        }

        if (isList)
        {
            throw new MalformedResponseException($"{Place}: the server ended it before the initial events were complete");
        }

        _shortWatches = _time.GetElapsedTime(started) < ShortWatch ? _shortWatches + 1 : 0;
        if (_shortWatches > (any ? MaxShortWatches : 0))
        {
            throw new ClusterUnreachableException($"{Place}: the server ended it at once");
        }
    }

    /// <summary>The server goes on from where we are: nothing is known to be missing.</summary>
    private void Resumed()
    {
        Contact();
        MoveTo(ReflectorState.Synced);
    }

    /// <summary>Passes one event on; gives whether the initial events are still coming.</summary>
    private async ValueTask<bool> HandleAsync(WatchEvent next, bool isList, CancellationToken cancellationToken)
    {
        if (next.Type == WatchEventType.Error)
        {
            throw KubernetesApiException.FromStatus(Place, next.Object.Root);
        }

        var version = next.ResourceVersion;
        if (next.Type == WatchEventType.Bookmark)
        {
            if (isList)
            {
                return await EndInitialEventsAsync(next, cancellationToken).ConfigureAwait(false);
            }

            await EmitAsync(next, cancellationToken).ConfigureAwait(false);
        }
        else if (!isList && IsBehind(version))
        {
            CheckRepeated(next);
            return false;
        }
        else if (next.Type == WatchEventType.Deleted)
        {
            if (_known.Remove(next.Object["metadata"u8]))
            {
                await EmitAsync(next, cancellationToken).ConfigureAwait(false);
            }
        }
        else
        {
            await ExistsAsync(next.Object, isList, cancellationToken).ConfigureAwait(false);
        }

        if (!isList)
        {
            Advance(version);
        }

        return isList;
    }

    private async ValueTask<bool> EndInitialEventsAsync(WatchEvent bookmark, CancellationToken cancellationToken)
    {
        if (!bookmark.IsInitialEventsEnd)
        {
            throw new MalformedResponseException($"{Place}: the server does not mark the end of the initial events");
        }

        await FinishListAsync(bookmark.ResourceVersion, cancellationToken).ConfigureAwait(false);
        return false;
    }

    /// <summary>
    /// Events come in the order of their versions. One from before the position is a repetition, and of no account where the consumer already has as much;
    /// anything else means that the server's history is not the one we followed, and only a new list tells what is true.
    /// </summary>
    private void CheckRepeated(WatchEvent next)
    {
        var metadata = next.Object["metadata"u8];
        var isHarmless = next.Type == WatchEventType.Deleted ? !_known.Contains(metadata) : _known.IsUpToDate(metadata);
        if (!isHarmless)
        {
            _mustList = true;
            _versionUnavailable = true;
            throw new MalformedResponseException($"{Place}: the server went back from resourceVersion {_resourceVersion} to {next.ResourceVersion}");
        }
    }

    private bool IsBehind(string version) => ulong.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < _position;

    /// <summary>Only what the consumer has been given counts: a resumed watch must not skip what was in flight.</summary>
    private void Advance(string version)
    {
        _failures = 0;
        if (version.Length > 0 && !IsBehind(version))
        {
            MoveTo(version);
        }
    }

    private void MoveTo(string version)
    {
        _resourceVersion = version;
        _position = ulong.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}
