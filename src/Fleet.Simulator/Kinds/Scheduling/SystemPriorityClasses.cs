using System.Collections.Frozen;

namespace Fleet.Simulator.Kinds.Scheduling;

/// <summary>The priority classes every cluster has (pkg/apis/scheduling/helpers.go).</summary>
public static class SystemPriorityClasses
{
    /// <summary>Value by name.</summary>
    public static IReadOnlyDictionary<string, long> All { get; } = new Dictionary<string, long>(StringComparer.Ordinal)
    {
        ["system-node-critical"] = 2_000_001_000,
        ["system-cluster-critical"] = 2_000_000_000,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    internal static bool IsKnown(string name, long value) => All.TryGetValue(name, out var known) && known == value;

    internal static string Problem(string name, long value) => All.TryGetValue(name, out var known)
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"value of {name} PriorityClass must be {known}")
        : $"{name} is not a known system priority class";
}
