using System.Collections.Frozen;

namespace Fleet.Kubernetes.Health;

/// <summary>The words controllers use for phases and reasons, where they follow no standard but the language.</summary>
internal static class HealthWords
{
    private static readonly FrozenDictionary<string, HealthStatus> Phases = Build();

    private static readonly string[] Trouble = ["Error", "Fail", "Invalid", "Missing", "Denied", "Rejected", "Conflict", "Exceeded", "BackOff", "Forbidden", "NotFound", "Blocked"];

    private static readonly string[] Underway = ["Pending", "InProgress", "NotComplete", "NotInitialized", "NotReconciled", "Requested", "Queued", "Unknown", "NotReady", "Unavailable", "Init"];

    private static readonly string[] Done = ["Available", "Complete", "Completed", "Succeeded", "Success", "AsExpected", "Reconciled"];

    private static readonly string[] FiniteKinds = ["Job", "Run", "Backup", "Restore", "Task", "Workflow", "Migration", "Build", "Execution", "Test", "Snapshot"];

    /// <summary>What a phase or state word means, whatever its case; null for words that say nothing by themselves.</summary>
    public static HealthStatus? OfPhase(string phase) =>
        Phases.TryGetValue(phase, out var status) ? status
        : phase.Length > 3 && phase.EndsWith("ing", StringComparison.OrdinalIgnoreCase) && !phase.Contains(' ', StringComparison.Ordinal) ? HealthStatus.Progressing
        : null;

    /// <summary>A reason that names work still being done, not a fault: <c>Creating</c>, <c>WaitingForInfrastructure</c>, <c>InProgress</c>.</summary>
    public static bool SoundsUnderway(string reason)
    {
        if (Contains(reason, Trouble))
        {
            return false;
        }

        return Contains(reason, Underway) || HasGerund(reason);
    }

    public static bool SoundsPaused(string reason) =>
        reason.EndsWith("Paused", StringComparison.Ordinal) || reason.EndsWith("Suspended", StringComparison.Ordinal);

    public static bool SoundsDone(string reason) => Array.Exists(Done, word => reason.EndsWith(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>Kinds named after work that ends.</summary>
    public static bool RunsToCompletion(string kind) => Array.Exists(FiniteKinds, word => kind.EndsWith(word, StringComparison.Ordinal));

    private static bool Contains(string reason, string[] words) => Array.Exists(words, word => reason.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>Some word of a CamelCase or spaced text ends in -ing.</summary>
    private static bool HasGerund(string reason)
    {
        for (var at = reason.IndexOf("ing", StringComparison.OrdinalIgnoreCase); at >= 0; at = reason.IndexOf("ing", at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + 3;
            if (at > 1 && (end == reason.Length || !char.IsAsciiLetterLower(reason[end]) || char.IsAsciiLetterUpper(reason[end - 1])))
            {
                return true;
            }
        }

        return false;
    }

    private static FrozenDictionary<string, HealthStatus> Build()
    {
        var words = new Dictionary<string, HealthStatus>(StringComparer.OrdinalIgnoreCase);
        Add(HealthStatus.Healthy, "Running Ready Healthy Active Available Succeeded Success Successful Completed Complete Bound Online Deployed Provisioned Established Created Installed Accepted Valid Enabled Synced Green Compliant Connected Ok Normal Finished Exists Operational Applied Initialized Open Released");
        Add(HealthStatus.Degraded, "Failed Failure Error Errored Degraded Lost Invalid Rejected Unhealthy Red ConfigError NonCompliant Crashed Broken Aborted TimedOut Timeout Conflict Stalled NotReady Unavailable");
        Add(HealthStatus.Progressing, "Pending InProgress In-Progress Progressing New Queued Scheduled Yellow Init Started Requested Accepting Submitted PendingRerun Pending_Rerun");
        Add(HealthStatus.Suspended, "Paused Suspended Stopped Hibernated Disabled Inactive Terminated");
        Add(HealthStatus.Missing, "NotFound");
        Add(HealthStatus.Unknown, "Unknown Inconclusive");
        return words.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

        void Add(HealthStatus status, string list)
        {
            foreach (var word in list.Split(' '))
            {
                words[word] = status;
            }
        }
    }
}
