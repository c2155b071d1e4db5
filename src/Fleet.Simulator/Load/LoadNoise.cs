namespace Fleet.Simulator.Load;

/// <summary>Random numbers that are a function of what they are for, so that no generator's state is kept.</summary>
internal static class LoadNoise
{
    /// <summary>A number for a name under a seed (FNV-1a, mixed).</summary>
    public static ulong Hash(int seed, string text)
    {
        var hash = 14695981039346656037 ^ Mix((ulong)(uint)seed);
        foreach (var character in text)
        {
            hash = (hash ^ character) * 1099511628211;
        }

        return Mix(hash);
    }

    /// <summary>A number for a number.</summary>
    public static ulong Mix(ulong value)
    {
        value ^= value >> 30;
        value *= 0xbf58476d1ce4e5b9;
        value ^= value >> 27;
        value *= 0x94d049bb133111eb;
        return value ^ (value >> 31);
    }

    /// <summary>Uniform in [0, 1).</summary>
    public static double Uniform(ulong hash, ulong stream) => (Mix(hash + (stream * 0x9e3779b97f4a7c15)) >> 11) * (1.0 / (1UL << 53));

    /// <summary>
    /// Smooth noise of mean 0 and about unit variance along <paramref name="position"/>: independent at whole numbers, eased in between.
    /// </summary>
    public static double Smooth(ulong hash, ulong stream, double position)
    {
        var whole = Math.Floor(position);
        var part = position - whole;
        var eased = part * part * (3 - (2 * part));
        var before = Normal(hash, stream, (long)whole);
        var after = Normal(hash, stream, (long)whole + 1);
        return before + ((after - before) * eased);
    }

    /// <summary>About normal: the sum of uniform numbers, which has no far tails.</summary>
    private static double Normal(ulong hash, ulong stream, long index)
    {
        var sum = 0.0;
        for (var i = 0UL; i < 4; i++)
        {
            sum += Uniform(hash ^ Mix((ulong)index), (stream * 8) + i);
        }

        return (sum - 2) * Math.Sqrt(3);
    }
}
