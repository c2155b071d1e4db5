using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Health;
using Fleet.Kubernetes.Values;

namespace Fleet.Grains.Workloads;

/// <summary>What is remembered of a workload that is, or lately was, not well. Pure: what follows from an observation, and when to look again. Immutable.</summary>
/// <param name="Health">As last observed.</param>
/// <param name="Reason">As last observed.</param>
/// <param name="Since">When the concern began.</param>
/// <param name="HealthSince">When the health became what it is.</param>
/// <param name="Version">The log position of the last observation: older ones are late.</param>
/// <param name="IsStuck">It was found stuck; said once a concern.</param>
internal sealed record ConcernState(HealthStatus Health, string Reason, DateTimeOffset Since, DateTimeOffset HealthSince, long Version, bool IsStuck)
{
    public bool IsSettled => !WorkloadConcernRules.IsConcern(Health);

    /// <summary>The state after an observation; null when nothing needs remembering.</summary>
    public static ConcernState? After(ConcernState? state, WorkloadObservation seen, DateTimeOffset now)
    {
        if (seen.Version <= state?.Version)
        {
            return state;
        }

        if (seen.Health == HealthStatus.Missing)
        {
            return null;
        }

        // It left a health that is no concern while a concern is remembered: that it had been well in between was never heard.
        var isAnother = state is { IsSettled: false } && seen.Before is { } before && !WorkloadConcernRules.IsConcern(before);
        if (state is null || isAnother)
        {
            return WorkloadConcernRules.IsConcern(seen.Health) ? new(seen.Health, seen.Reason, now, now, seen.Version, IsStuck: false) : null;
        }

        return state with
        {
            Health = seen.Health,
            Reason = seen.Reason,
            HealthSince = seen.Health == state.Health ? state.HealthSince : now,
            Version = seen.Version,
        };
    }

    /// <summary>When something follows from time alone; null when nothing does.</summary>
    public DateTimeOffset? NextCheck(WorkloadConcernOptions options) => this switch
    {
        { IsSettled: true } => HealthSince + options.SettleTime,
        { IsStuck: true } => null,
        { Health: HealthStatus.Progressing } => HealthSince + options.ProgressDeadline,
        _ => HealthSince + options.DegradedDeadline,
    };

    /// <summary>Differs in what is worth a write.</summary>
    public bool IsNewsTo(ConcernState? stored) => stored is null || stored with { Version = Version } != this;

    public static ConcernState Read(Document stored) => new(
        Enum.TryParse<HealthStatus>(stored["health"u8].AsString(""), out var health) ? health : HealthStatus.Unknown,
        stored["reason"u8].AsString(""),
        TimeOf(stored["since"u8]),
        TimeOf(stored["healthSince"u8]),
        stored["version"u8].AsInt64() ?? 0,
        stored["stuck"u8].AsBoolean() ?? false);

    public Document ToDocument()
    {
        using var builder = new DocumentBuilder();
        return builder.StartObject()
            .Name("health"u8).String(Health.ToString())
            .Name("reason"u8).String(Reason)
            .Name("since"u8).String(Timestamps.FormatMicro(Since))
            .Name("healthSince"u8).String(Timestamps.FormatMicro(HealthSince))
            .Name("version"u8).Number(Version)
            .Name("stuck"u8).Boolean(IsStuck)
            .EndObject().Build();
    }

    private static DateTimeOffset TimeOf(DocumentValue value) => Timestamps.TryParse(value.AsString(""), out var time) ? time : DateTimeOffset.UnixEpoch;
}
