using Fleet.Simulator.Faults;

namespace Fleet.Simulator.Scenarios;

/// <summary>Names of incidents, and the faults they are made with.</summary>
public static class IncidentKinds
{
    private static readonly (IncidentKind Kind, string Name, FaultKind? Fault)[] Entries =
    [
        (IncidentKind.TrafficSpike, "traffic-spike", null),
        (IncidentKind.TrafficDrop, "traffic-drop", null),
        (IncidentKind.CpuRegression, "cpu-regression", null),
        (IncidentKind.CpuThrottle, "cpu-throttle", null),
        (IncidentKind.Latency, "latency", null),
        (IncidentKind.Errors, "errors", null),
        (IncidentKind.MemoryLeak, "memory-leak", null),
        (IncidentKind.CrashLoop, "crash-loop", FaultKind.CrashLoop),
        (IncidentKind.OutOfMemory, "oom", FaultKind.OutOfMemory),
        (IncidentKind.ReadinessProbe, "readiness-probe", FaultKind.ReadinessProbe),
        (IncidentKind.LivenessProbe, "liveness-probe", FaultKind.LivenessProbe),
        (IncidentKind.BadImage, "bad-image", FaultKind.ImagePull),
        (IncidentKind.NewVersion, "new-version", null),
        (IncidentKind.Scale, "scale", null),
        (IncidentKind.ManualEdit, "manual-edit", null),
        (IncidentKind.NodeLoss, "node-loss", FaultKind.NodeLoss),
        (IncidentKind.SlowApi, "slow-api", FaultKind.SlowApi),
        (IncidentKind.ApiDown, "api-down", FaultKind.ApiDown),
        (IncidentKind.WatchCut, "watch-cut", FaultKind.WatchCut),
        (IncidentKind.GoneStorm, "gone-storm", FaultKind.GoneStorm),
    ];

    /// <summary>All names, for messages.</summary>
    public static string Accepted => string.Join(", ", Entries.Select(entry => entry.Name));

    public static string Name(this IncidentKind kind) => Entries.First(entry => entry.Kind == kind).Name;

    /// <summary>The fault that is on while the incident lasts, or null.</summary>
    public static FaultKind? Fault(this IncidentKind kind) => Entries.First(entry => entry.Kind == kind).Fault;

    /// <summary>Whether it befalls workloads (and not nodes or the API of a cluster).</summary>
    public static bool IsWorkloadIncident(this IncidentKind kind) => kind < IncidentKind.NodeLoss;

    public static bool TryParse(string? name, out IncidentKind kind)
    {
        foreach (var entry in Entries)
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
}
