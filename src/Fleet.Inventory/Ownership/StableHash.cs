using Fleet.Inventory.Workloads;

namespace Fleet.Inventory.Ownership;

/// <summary>FNV-1a over UTF-16 with the finisher of MurmurHash3: not secret, but the same in every process, which <c>string.GetHashCode</c> is not.</summary>
internal static class StableHash
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>The cluster does not count: a shard is of one cluster.</summary>
    public static uint Of(WorkloadKey key)
    {
        var hash = Offset;
        foreach (var part in (ReadOnlySpan<string>)[key.Group, key.Kind, key.Namespace, key.Name])
        {
            foreach (var character in part)
            {
                hash = (hash ^ character) * Prime;
            }

            hash = (hash ^ '|') * Prime;
        }

        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
        return (uint)(hash ^ (hash >> 33));
    }
}
