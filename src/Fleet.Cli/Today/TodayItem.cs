namespace Fleet.Cli.Today;

/// <summary>Something worth doing today.</summary>
/// <param name="Severity">What it means while nobody does anything.</param>
/// <param name="Title">What is the matter, in a line.</param>
/// <param name="Affected">How many workloads it is about; at least one.</param>
/// <param name="Command">What mends it, or shows what would.</param>
public sealed record TodayItem(TodaySeverity Severity, string Title, long Affected, string Command)
{
    /// <summary>Since when; null when that is not known.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>What it rests on: counts, messages, who changed what.</summary>
    public IReadOnlyList<string> Evidence { get; init; } = [];

    /// <summary>The workload whose newest Kubernetes Event is evidence too; null for none.</summary>
    public (string Namespace, string Name)? Example { get; init; }
}
