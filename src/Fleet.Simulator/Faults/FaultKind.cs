namespace Fleet.Simulator.Faults;

/// <summary>What can go wrong on demand. The names in requests and scenario files are <see cref="FaultKinds.Name"/>.</summary>
public enum FaultKind
{
    /// <summary>Containers exit with an error soon after they start.</summary>
    CrashLoop,

    /// <summary>Images cannot be pulled by pods that start.</summary>
    ImagePull,

    /// <summary>Containers are killed for their memory.</summary>
    OutOfMemory,

    /// <summary>Readiness probes fail.</summary>
    ReadinessProbe,

    /// <summary>Liveness probes fail: containers are killed and restarted.</summary>
    LivenessProbe,

    /// <summary>A node stops answering.</summary>
    NodeLoss,

    /// <summary>The API answers late.</summary>
    SlowApi,

    /// <summary>The API answers 503.</summary>
    ApiDown,

    /// <summary>Open watches are cut and new ones end at once.</summary>
    WatchCut,

    /// <summary>Watches and continued lists are answered with 410.</summary>
    GoneStorm,
}
