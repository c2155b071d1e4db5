namespace Fleet.Simulator.Faults;

/// <summary>The names of faults.</summary>
public static class FaultKinds
{
    private static readonly (FaultKind Kind, string Name)[] Names =
    [
        (FaultKind.CrashLoop, "crash-loop"),
        (FaultKind.ImagePull, "image-pull"),
        (FaultKind.OutOfMemory, "oom"),
        (FaultKind.ReadinessProbe, "readiness-probe"),
        (FaultKind.LivenessProbe, "liveness-probe"),
        (FaultKind.NodeLoss, "node-loss"),
        (FaultKind.SlowApi, "slow-api"),
        (FaultKind.ApiDown, "api-down"),
        (FaultKind.WatchCut, "watch-cut"),
        (FaultKind.GoneStorm, "gone-storm"),
    ];

    /// <summary>All names, for messages.</summary>
    public static string Accepted => string.Join(", ", Names.Select(entry => entry.Name));

    public static string Name(this FaultKind kind) => Names.First(entry => entry.Kind == kind).Name;

    public static bool TryParse(string? name, out FaultKind kind)
    {
        foreach (var entry in Names)
        {
            if (entry.Name == name)
            {
                kind = entry.Kind;
                return true;
            }
        }

        kind = default;
        return false;
    }

    /// <summary>Whether it befalls pods (and not nodes or the API).</summary>
    public static bool IsPodFault(this FaultKind kind) => kind <= FaultKind.LivenessProbe;
}
