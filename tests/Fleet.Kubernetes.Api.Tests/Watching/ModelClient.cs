using System.Globalization;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Api.Tests.Hosting;
using Fleet.Kubernetes.Api.Watching;
using Fleet.Testing.Watching;

namespace Fleet.Kubernetes.Api.Tests.Watching;

/// <summary>A reflector as clients have it: a cache kept by list and watch, strict about what it is told.</summary>
/// <param name="cluster">What is followed.</param>
/// <param name="place">The namespace; null for all.</param>
/// <param name="selector">Labels; empty for all.</param>
internal sealed class ModelClient(TestCluster cluster, string? place, string selector) : IDisposable
{
    private readonly ModelCache _cache = new();
    private readonly ResourceTarget _target = new(TestResources.ConfigMaps, place, null);
    private ResourceWatch? _watch;

    /// <summary>The store answers at once.</summary>
    public static T Wait<T>(ValueTask<T> task) => task.IsCompleted ? task.GetAwaiter().GetResult() : throw new InvalidOperationException("The store waited.");

    public void Dispose() => _watch?.Dispose();

    /// <summary>Lists in pages of two, with something else happening between them, and watches from the list's version.</summary>
    public void Relist(Action<int>? between = null)
    {
        _cache.Restart();
        var token = "";
        for (var page = 0; ; page++)
        {
            var list = Wait(cluster.Service.ListAsync(TestCluster.Client(), _target, new ListOptions { Limit = 2, LabelSelector = selector, Continue = token }, default));
            _cache.TakePage(list.Items, list.ResourceVersion, isFirst: page == 0);
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
        if (_cache.Version == 0 || _cache.IsInitial)
        {
            return;
        }

        try
        {
            _watch = Wait(cluster.Service.WatchAsync(
                TestCluster.Client(), _target, new WatchOptions { ResourceVersion = _cache.Version.ToString(CultureInfo.InvariantCulture), LabelSelector = selector, AllowBookmarks = true }, default));
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
        _cache.Restart(isStreamed: true);
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
                _cache.Take(next);
            }

            if (most == int.MaxValue && _watch is not null && !_cache.IsInitial)
            {
                _cache.Take(_watch.Bookmark());
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
        Assert.Equal(new SortedDictionary<string, long>(truth.Items.ToDictionary(ModelCache.KeyOf, ModelCache.VersionOf), StringComparer.Ordinal), _cache.Objects);
    }
}
