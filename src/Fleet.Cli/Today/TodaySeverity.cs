namespace Fleet.Cli.Today;

/// <summary>What something means while nobody does anything about it; the number is its weight.</summary>
public enum TodaySeverity
{
    /// <summary>It may hurt some day.</summary>
    Risk = 1,

    /// <summary>Something wanted does not happen.</summary>
    Stuck = 4,

    /// <summary>Something does not do its work.</summary>
    Failing = 10,

    /// <summary>A part of the fleet cannot be seen or steered.</summary>
    Outage = 20,
}
