using System.Globalization;
using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Api.Watching;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Storage.Log;

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
    private readonly Dictionary<string, long> _cache = [];
    private ResourceWatch? _watch;
    private long _version;
    private bool _isInitial;

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
        if (_version == 0 || _isInitial)
        {
            return;
        }

        try
        {
            _watch = await fleet.Service.WatchAsync(
                ModelFleet.Context(user),
                Target,
                new WatchOptions { ResourceVersion = _version.ToString(CultureInfo.InvariantCulture), LabelSelector = labels, FieldSelector = fields, AllowBookmarks = true },
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
        _cache.Clear();
        _isInitial = true;
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
                Take(next);
            }

            if (most == int.MaxValue && _watch is not null && !_isInitial)
            {
                Take(_watch.Bookmark());
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
        if (_watch is null || _isInitial)
        {
            await (_version == 0 || _isInitial ? RelistAsync() : ReconnectAsync());
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

        Assert.Equal(truth, new SortedDictionary<string, long>(_cache, StringComparer.Ordinal));
    }

    private async Task<bool> TryListAsync(Func<int, Task>? between)
    {
        _cache.Clear();
        _isInitial = false;
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

            foreach (var item in list.Items)
            {
                Assert.True(_cache.TryAdd(Key(item), Version(item)), "An object is on two pages.");
                Assert.True(Version(item) <= list.ResourceVersion, "A page shows an object from after its version.");
            }

            Assert.True(page == 0 || list.ResourceVersion == _version, "A page shows another state than the first.");
            _version = list.ResourceVersion;
            token = list.Continue;
            if (token.Length == 0)
            {
                return true;
            }

            await (between?.Invoke(page) ?? Task.CompletedTask);
        }
    }

    private void Take(WatchEvent next)
    {
        var version = Version(next.Object);
        var key = Key(next.Object);
        switch (next.Type)
        {
            case WatchEventType.Bookmark:
                Assert.True(_isInitial || version >= _version, "A bookmark goes back.");
                _isInitial = false;
                break;
            case WatchEventType.Added:
                Assert.True(_cache.TryAdd(key, version), $"{key} is added twice.");
                break;
            case WatchEventType.Modified:
                Assert.True(_cache.ContainsKey(key), $"{key} changes and was never added.");
                _cache[key] = version;
                break;
            default:
                Assert.True(_cache.Remove(key), $"{key} goes and was never added.");
                break;
        }

        // The objects of an initial state come in the order of their keys.
        Assert.True(_isInitial || next.Type == WatchEventType.Bookmark || version > _version, "An event is older than the one before.");
        _version = _isInitial ? 0 : version;
    }

    private static long Version(Document document) => long.Parse(document["metadata"u8]["resourceVersion"u8].AsString()!, CultureInfo.InvariantCulture);

    private static string Key(Document document) => $"{document["metadata"u8]["namespace"u8].AsString()}/{document["metadata"u8]["name"u8].AsString()}";
}
