using System.Collections.Concurrent;
using Fleet.Grains.Inventory;
using Fleet.Inventory.Shards;
using Fleet.Inventory.Workloads;
using Fleet.Storage.Log;

namespace Fleet.Grains.Queries;

/// <summary>
/// Rows of clusters that no silo has live, read from the store. What is read is kept until the log shows a change of the cluster, so that a cluster
/// on the move costs one read, not one a query.
/// </summary>
public sealed class TableSnapshots(IFleetStore store, FleetDirectory directory) : IDisposable
{
    private const int Reads = 8;

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _reads = new(Reads);

    /// <summary>The published rows of clusters. The directory must have caught up with what they are to hold.</summary>
    /// <exception cref="StorageUnavailableException">The store cannot be read.</exception>
    public async ValueTask<IReadOnlyList<ShardSnapshot>> ReadAsync(IReadOnlyList<string> clusters, CancellationToken cancellationToken)
    {
        // All are under way before the first is waited for.
        var reads = new Task<ShardSnapshot>[clusters.Count];
        for (var i = 0; i < reads.Length; i++)
        {
            reads[i] = ReadAsync(clusters[i]);
        }

        var snapshots = new ShardSnapshot[reads.Length];
        for (var i = 0; i < reads.Length; i++)
        {
            snapshots[i] = await reads[i].WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return snapshots;
    }

    /// <summary>Forgets all clusters but these: the others are live.</summary>
    public void KeepOnly(IReadOnlyCollection<string> clusters)
    {
        if (_entries.IsEmpty)
        {
            return;
        }

        var kept = clusters.ToHashSet(StringComparer.Ordinal);
        foreach (var (cluster, _) in _entries)
        {
            if (!kept.Contains(cluster))
            {
                _entries.TryRemove(cluster, out _);
            }
        }
    }

    public void Dispose() => _reads.Dispose();

    private Task<ShardSnapshot> ReadAsync(string cluster)
    {
        var changed = directory.Find(cluster)?.LastChange ?? 0;
        if (_entries.TryGetValue(cluster, out var entry) && entry.ReadAt >= changed && !entry.Read.IsFaulted)
        {
            return entry.Read;
        }

        // Shared by all who ask, so no one's cancellation ends it.
        var read = new Entry(directory.Position, LoadAsync(cluster));
        _entries[cluster] = read;
        return read.Read;
    }

    private async Task<ShardSnapshot> LoadAsync(string cluster)
    {
        await _reads.WaitAsync().ConfigureAwait(false);
        try
        {
            var rows = await PublishedRows.LoadAsync(store, cluster, shard: 0, shards: 1, CancellationToken.None).ConfigureAwait(false);
            rows.Sort(static (a, b) => WorkloadOrder.Compare(a, b));
            return new ShardSnapshot(cluster, 0, directory.EpochOf(cluster), [.. rows]);
        }
        finally
        {
            _reads.Release();
        }
    }

    /// <param name="ReadAt">Every change up to here is in what was read.</param>
    /// <param name="Read">The rows.</param>
    private sealed record Entry(long ReadAt, Task<ShardSnapshot> Read);
}
