using System.Text;

namespace Fleet.Grains.Placement;

/// <summary>
/// Which silo has a cluster: the one whose hash together with the cluster's name is highest (Thaler and Ravishankar, highest random weight). Every silo
/// computes the same from the same membership, and a silo that comes or goes moves only what it wins or had.
/// </summary>
public static class Rendezvous
{
    /// <summary>The cluster a grain key is about: all of it up to the first <c>|</c>.</summary>
    public static string ClusterOf(string grainKey)
    {
        var bar = grainKey.IndexOf('|', StringComparison.Ordinal);
        return bar < 0 ? grainKey : grainKey[..bar];
    }

    /// <summary>The winner, or null when there is no silo.</summary>
    public static SiloAddress? Winner(string cluster, IEnumerable<SiloAddress> silos)
    {
        var hash = Hash(cluster);
        SiloAddress? winner = null;
        ulong best = 0;
        foreach (var silo in silos)
        {
            var weight = Mix(hash ^ WeightOf(silo));
            if (winner is null || weight > best || (weight == best && silo.Generation > winner.Generation))
            {
                (winner, best) = (silo, weight);
            }
        }

        return winner;
    }

    /// <summary>By address without generation: a silo that restarts at once gets back what it had.</summary>
    private static ulong WeightOf(SiloAddress silo) => Mix(Hash(silo.Endpoint.Address.ToString()) + (ulong)silo.Endpoint.Port);

    /// <summary>FNV-1a, 64 bits: the same in every process.</summary>
    private static ulong Hash(string text)
    {
        Span<byte> utf8 = stackalloc byte[256];
        var rest = text.Length * 3 <= utf8.Length ? utf8[..Encoding.UTF8.GetBytes(text, utf8)] : Encoding.UTF8.GetBytes(text);
        var hash = 14695981039346656037UL;
        foreach (var b in rest)
        {
            hash = (hash ^ b) * 1099511628211UL;
        }

        return hash;
    }

    /// <summary>The finalizer of SplitMix64: neighbouring inputs get unrelated weights.</summary>
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }
}
