namespace Fleet.Simulator.Scenarios;

/// <summary>What a scenario can let happen. The names in files are <see cref="IncidentKinds.Name"/>.</summary>
public enum IncidentKind
{
    // Load only.
    TrafficSpike,
    TrafficDrop,
    CpuRegression,
    CpuThrottle,
    Latency,
    Errors,

    // Load and pods.
    MemoryLeak,
    CrashLoop,
    OutOfMemory,
    ReadinessProbe,
    LivenessProbe,

    // Objects.
    BadImage,
    NewVersion,
    Scale,
    ManualEdit,

    // Nodes and the API.
    NodeLoss,
    SlowApi,
    ApiDown,
    WatchCut,
    GoneStorm,
}
