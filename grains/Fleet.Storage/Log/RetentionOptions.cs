namespace Fleet.Storage.Log;

/// <summary>How much of each stream is kept. What either limit allows to go, goes.</summary>
public sealed record RetentionOptions
{
    public int MaxChanges { get; init; } = 200_000;

    public TimeSpan MaxChangeAge { get; init; } = TimeSpan.FromHours(1);

    public int MaxEvents { get; init; } = 1_000_000;

    public TimeSpan MaxEventAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Null: audit entries are kept for ever.</summary>
    public TimeSpan? MaxAuditAge { get; init; }
}
