using System.Globalization;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Api.Tests.Hosting;
using Fleet.Kubernetes.Api.Watching;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Tests.Watching;

/// <summary>A reflector as clients have it: a cache kept by list and watch, strict about what it is told.</summary>
/// <param name="cluster">What is followed.</param>
/// <param name="place">The namespace; null for all.</param>
/// <param name="selector">Labels; empty for all.</param>
internal sealed class ModelClient(TestCluster cluster, string? place, string selector) : IDisposable
{
    private readonly Dictionary<string, long> _cache = [];
    private readonly ResourceTarget _target = new(TestResources.ConfigMaps, place, null);
    private ResourceWatch? _watch;
    private long _version;
    private bool _isInitial;

    /// <summary>The store answers at once.</summary>
    public static T Wait<T>(ValueTask<T> task) => task.IsCompleted ? task.GetAwaiter().GetResult() : throw new InvalidOperationException("The store waited.");

    public static long Version(Document document) => long.Parse(document["metadata"u8]["resourceVersion"u8].AsString()!, CultureInfo.InvariantCulture);

    public void Dispose() => _watch?.Dispose();

    /// <summary>Lists in pages of two, with something else happening between them, and watches from the list's version.</summary>
    public void Relist(Action<int>? between = null)
    {
        _cache.Clear();
        _isInitial = false;
        var token = "";
        for (var page = 0; ; page++)
        {
            var list = Wait(cluster.Service.ListAsync(TestCluster.Client(), _target, new ListOptions { Limit = 2, LabelSelector = selector, Continue = token }, default));
            foreach (var item in list.Items)
            {
                Assert.True(_cache.TryAdd(Key(item), Version(item)), "An object is on two pages.");
            }

            Assert.True(page == 0 || list.ResourceVersion == _version, "A page shows another state than the first.");
            _version = list.ResourceVersion;
            token = list.Continue;
            if (token.Length == 0)
            {
                break;
            }

            between?.Invoke(page);
        }

        Reconnect();
    }

    /// <summary>Drops the connection and watches on from what was seen last.</summary>
    public void Reconnect()
    {
        _watch?.Dispose();
        _watch = null;
        if (_version == 0 || _isInitial)
        {
            return;
        }

        try
        {
            _watch = Wait(cluster.Service.WatchAsync(
                TestCluster.Client(), _target, new WatchOptions { ResourceVersion = _version.ToString(CultureInfo.InvariantCulture), LabelSelector = selector, AllowBookmarks = true }, default));
        }
        catch (StoreExpiredException)
        {
            Relist();
        }
    }

    /// <summary>Gets the state through the watch itself (<c>sendInitialEvents</c>).</summary>
    public void StartStreaming()
    {
        _watch?.Dispose();
        _cache.Clear();
        _isInitial = true;
        _watch = Wait(cluster.Service.WatchAsync(
            TestCluster.Client(),
            _target,
            new WatchOptions { SendInitialEvents = true, ResourceVersionMatch = "NotOlderThan", AllowBookmarks = true, LabelSelector = selector },
            default));
    }

    public void Read(int most)
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
            Relist();
        }
    }

    /// <summary>Reads to the end; the cache must then be what the store holds.</summary>
    public void Settle()
    {
        if (_watch is null)
        {
            Relist();
        }

        Read(int.MaxValue);
        var truth = Wait(cluster.Service.ListAsync(TestCluster.Client(), _target, new ListOptions { LabelSelector = selector }, default));
        Assert.Equal(truth.Items.ToDictionary(Key, Version).Order(KeyOrder.Instance), _cache.Order(KeyOrder.Instance));
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

    private static string Key(Document document) => $"{document["metadata"u8]["namespace"u8].AsString()}/{document["metadata"u8]["name"u8].AsString()}";

    private sealed class KeyOrder : IComparer<KeyValuePair<string, long>>
    {
        public static readonly KeyOrder Instance = new();

        public int Compare(KeyValuePair<string, long> x, KeyValuePair<string, long> y) => string.CompareOrdinal(x.Key, y.Key);
    }
}
