using Fleet.Simulator.Load;

namespace Fleet.Simulator.Scenarios;

/// <summary>How each kind of incident bends the load of its workload, by its severity.</summary>
internal static class IncidentEffects
{
    // Traffic comes and goes within a tenth of the incident; everything else is there at once.
    private const double RampShare = 0.1;

    public static LoadEffect At(ScheduledIncident scheduled, DateTimeOffset time)
    {
        var severity = scheduled.Incident.Severity;
        var progress = (time - scheduled.Start) / (scheduled.End - scheduled.Start);
        var ramp = Math.Clamp(Math.Min(progress, 1 - progress) / RampShare, 0, 1);
        return scheduled.Incident.Kind switch
        {
            IncidentKind.TrafficSpike => LoadEffect.None with { Traffic = 1 + (6 * severity * ramp) },
            IncidentKind.TrafficDrop => LoadEffect.None with { Traffic = 1 - (0.95 * severity * ramp) },
            IncidentKind.CpuRegression => LoadEffect.None with { CpuPerRequest = 1 + (4 * severity) },
            IncidentKind.CpuThrottle => LoadEffect.None with { CpuLimit = Math.Max(0.02, 0.5 * (1 - severity)) },
            IncidentKind.Latency => LoadEffect.None with { Latency = 1 + (12 * severity) },
            IncidentKind.Errors => LoadEffect.None with { Errors = 0.6 * severity },
            IncidentKind.MemoryLeak => LoadEffect.None with { LeakedMemory = severity * progress },
            IncidentKind.CrashLoop or IncidentKind.OutOfMemory or IncidentKind.LivenessProbe => LoadEffect.None with { Traffic = 1 - (0.8 * severity), Errors = 0.7 * severity },
            IncidentKind.ReadinessProbe => LoadEffect.None with { Traffic = 1 - (0.95 * severity), Errors = 0.3 * severity },
            _ => LoadEffect.None,
        };
    }
}
