using System.Collections.Immutable;

namespace Fleet.Grains.Queries;

/// <summary>
/// Numbers the sets of clusters that answers are made from. A number stands for one set for ever, so an asker that repeats it knows the set exactly; a set that
/// comes back may have another. Thread safe.
/// </summary>
internal sealed class HeldSets
{
    private readonly Lock _lock = new();
    private HeldShards _last = new(0, []);

    public HeldShards Name(ImmutableArray<HeldShardsEntry> set)
    {
        lock (_lock)
        {
            if (!set.AsSpan().SequenceEqual(_last.Clusters.AsSpan()))
            {
                _last = new(_last.Stamp + 1, set);
            }

            return _last;
        }
    }
}
