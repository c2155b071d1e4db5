using System.Globalization;

namespace Fleet.Grains.Inventory;

/// <summary>The key of an inventory grain: <c>cluster|shard</c>.</summary>
public readonly record struct ShardKey(string Cluster, int Shard)
{
    /// <exception cref="FormatException">Not a cluster and a number.</exception>
    public static ShardKey Parse(string grainKey)
    {
        var bar = grainKey.LastIndexOf('|');
        return bar > 0 && int.TryParse(grainKey.AsSpan(bar + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var shard)
            ? new(grainKey[..bar], shard)
            : throw new FormatException($"The shard key \"{grainKey}\" is not cluster|number.");
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Cluster}|{Shard}");
}
