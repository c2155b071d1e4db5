using System.Collections.Concurrent;
using Fleet.Kubernetes.Health;

namespace Fleet.Grains.Inventory;

/// <summary>The shards on this silo and what they show. A cache: it is gone with the silo, and the store holds the truth. Thread safe.</summary>
public sealed class InventoryRegistry
{
    private readonly ConcurrentDictionary<string, HeldCluster> _clusters = new(StringComparer.Ordinal);

    public InventoryRegistry(GrainInstruments instruments) => instruments.ObserveWorkloads(CountByHealth);

    /// <summary>The clusters with at least one shard here.</summary>
    public IEnumerable<HeldCluster> Clusters => _clusters.Select(entry => entry.Value);

    /// <summary>The shards of a cluster that are here, or null.</summary>
    public HeldCluster? Find(string cluster) => _clusters.GetValueOrDefault(cluster);

    /// <summary>A shard starts; what an older activation showed is forgotten.</summary>
    public void Open(InventorySlot slot) =>
        _clusters.AddOrUpdate(slot.Cluster, static (_, added) => HeldCluster.Of(added), static (_, held, added) => held.With(added), slot);

    /// <summary>A shard ends. Its slot is taken out unless a newer activation's stands there.</summary>
    public void Close(InventorySlot slot)
    {
        while (_clusters.TryGetValue(slot.Cluster, out var held) && held.Contains(slot))
        {
            var rest = held.Without(slot);
            if (rest is null ? _clusters.TryRemove(new(slot.Cluster, held)) : _clusters.TryUpdate(slot.Cluster, rest, held))
            {
                break;
            }
        }

        slot.Close();
    }

    private IEnumerable<KeyValuePair<string, long>> CountByHealth()
    {
        var counts = new long[Enum.GetValues<HealthStatus>().Length];
        foreach (var slot in Clusters.SelectMany(cluster => cluster.Slots))
        {
            foreach (var row in slot.Snapshot?.Rows ?? [])
            {
                counts[(int)row.Health]++;
            }
        }

        return Enum.GetValues<HealthStatus>().Select(health => KeyValuePair.Create(health.ToString(), counts[(int)health]));
    }
}
