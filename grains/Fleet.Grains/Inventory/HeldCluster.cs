using System.Collections.Immutable;
using Fleet.Inventory.Shards;

namespace Fleet.Grains.Inventory;

/// <summary>The shards of one cluster on this silo: those of the newest epoch. Immutable.</summary>
public sealed class HeldCluster
{
    private HeldCluster(string name, long epoch, ImmutableArray<InventorySlot> slots) => (Name, Epoch, Slots) = (name, epoch, slots);

    public string Name { get; }

    public long Epoch { get; }

    /// <summary>By shard.</summary>
    public ImmutableArray<InventorySlot> Slots { get; }

    /// <summary>All shards are here and can be read.</summary>
    public bool IsWhole
    {
        get
        {
            if (Slots.Length != Slots[0].Shards)
            {
                return false;
            }

            foreach (var slot in Slots)
            {
                if (slot.Readable is null)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>The commits that are under way; null when there are none.</summary>
    internal Task? Commits
    {
        get
        {
            List<Task>? commits = null;
            foreach (var slot in Slots)
            {
                if (slot.Pending is { } pending)
                {
                    (commits ??= []).Add(pending);
                }
            }

            return commits is null ? null : Task.WhenAll(commits);
        }
    }

    /// <summary>Adds the snapshots of all shards; adds none and says no when not all are here and can be read.</summary>
    internal bool TryTake(List<ShardSnapshot> snapshots)
    {
        var start = snapshots.Count;
        foreach (var slot in Slots)
        {
            if (slot.Readable is { } snapshot)
            {
                snapshots.Add(snapshot);
            }
        }

        if (snapshots.Count - start == Slots[0].Shards)
        {
            return true;
        }

        snapshots.RemoveRange(start, snapshots.Count - start);
        return false;
    }

    internal static HeldCluster Of(InventorySlot slot) => new(slot.Cluster, slot.Epoch, [slot]);

    internal HeldCluster With(InventorySlot slot) => slot.Epoch.CompareTo(Epoch) switch
    {
        < 0 => this,
        > 0 => Of(slot),
        _ => new(Name, Epoch, [.. Slots.Where(other => other.Shard != slot.Shard).Append(slot).OrderBy(other => other.Shard)]),
    };

    internal bool Contains(InventorySlot slot) => Slots.Contains(slot);

    internal HeldCluster? Without(InventorySlot slot)
    {
        var rest = Slots.Remove(slot);
        return rest.IsEmpty ? null : new(Name, Epoch, rest);
    }
}
