using System.Net;
using Fleet.Grains.Clusters.Following;
using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Values;
using Fleet.Resources.Clusters;

namespace Fleet.Grains.Clusters.Conditions;

/// <summary>What an observation of a cluster means as conditions. Messages hold nothing that changes by itself: each change is written and watched.</summary>
internal static class ConditionRules
{
    /// <summary>Servers send a bookmark a minute: a watch silent for three of them is not following.</summary>
    public static readonly TimeSpan SilenceLimit = TimeSpan.FromMinutes(3);

    private const int MaxNamed = 8;

    /// <summary>What has been read once and is being read again (after a restart, a move, a lost shard) is not called stale at once.</summary>
    private static readonly TimeSpan ReadingGrace = TimeSpan.FromSeconds(30);

    /// <param name="seen">What is known.</param>
    /// <param name="now">The present.</param>
    /// <param name="before">What was said before: it stands as long as nothing is known that contradicts it.</param>
    public static IReadOnlyList<ClusterCondition> Of(ClusterObservation seen, DateTimeOffset now, IReadOnlyList<ClusterCondition>? before = null)
    {
        if (seen is { Problem: null, IsPaused: false, Version.Length: 0 } && before is { Count: > 0 })
        {
            return before;
        }

        var reachable = Reachable(seen);
        var authorized = Authorized(seen);
        var synced = Synced(seen, now);
        if (synced.Reason == "Reading" && !(seen.Reading > ReadingGrace) && before?.FirstOrDefault(condition => condition.Type == ClusterConditions.Synced) is { Status: true } still)
        {
            synced = still;
        }

        return [reachable, authorized, synced, Ready([reachable, authorized, synced])];
    }

    private static ClusterCondition Reachable(ClusterObservation seen) => seen switch
    {
        { IsPaused: true } => new(ClusterConditions.Reachable, null, "Paused", "The cluster is paused: it is not connected."),
        { Problem: { } problem } => new(ClusterConditions.Reachable, false, problem.Reason, problem.Message),
        { Version.Length: 0 } => new(ClusterConditions.Reachable, null, "Connecting", "The cluster has not answered yet."),
        _ => new(ClusterConditions.Reachable, true, "Connected", "The API server answers."),
    };

    private static ClusterCondition Authorized(ClusterObservation seen)
    {
        if (seen.Problem is { Reason: "BadCredentials" or "Forbidden" or "CertificateExpired" } refused)
        {
            return new(ClusterConditions.Authorized, false, refused.Reason, refused.Message);
        }

        if (seen.Survey is not { } survey)
        {
            return new(ClusterConditions.Authorized, null, "NotAsked", "The cluster has not been asked what its credentials may do.");
        }

        var forbidden = survey.Gaps.Where(gap => gap.IsForbidden).ToList();
        if (forbidden.Count > 0)
        {
            return new(
                ClusterConditions.Authorized,
                false,
                "MissingPermissions",
                $"The credentials may not {Named(forbidden.Select(gap => $"{string.Join(", ", gap.MissingVerbs)} {gap.Resource}"))}. `fleet cluster rbac` writes what is needed.");
        }

        return new(ClusterConditions.Authorized, true, "Allowed", Others(survey));
    }

    private static string Others(ClusterSurvey survey)
    {
        var refused = survey.Gaps.Where(gap => gap.IsRefused).Select(gap => gap.Resource).ToList();
        var absent = survey.Gaps.Where(gap => gap is { IsForbidden: false, IsRefused: false }).Select(gap => gap.Resource).ToList();
        return string.Join(' ', new[]
        {
            "Everything asked for may be read.",
            absent.Count == 0 ? "" : $"Not served here: {Named(absent)}.",
            refused.Count == 0 ? "" : $"Never followed: {Named(refused)}.",
        }.Where(part => part.Length > 0));
    }

    private static ClusterCondition Synced(ClusterObservation seen, DateTimeOffset now)
    {
        var since = seen.LastContact is { } contact ? Timestamps.Format(contact) : null;
        if (seen.IsPaused || seen.Problem is not null)
        {
            return since is null
                ? new(ClusterConditions.Synced, false, "NeverRead", "The cluster has not been read yet.")
                : new(ClusterConditions.Synced, false, "Stale", $"What is known is of {since}.");
        }

        if (seen.FeedProblem is { } failed)
        {
            return new(ClusterConditions.Synced, false, failed.Reason, failed.Message);
        }

        var behind = seen.Kinds.Where(kind => kind.Error is KubernetesApiException { StatusCode: HttpStatusCode.Forbidden } || (kind.HasSynced && kind.Lag > SilenceLimit) || (!kind.HasSynced && kind.Error is not null)).ToList();
        if (behind.Count > 0)
        {
            return new(ClusterConditions.Synced, false, "KindsBehind", Named(behind.Select(kind => Behind(kind, now))));
        }

        return seen.IsSynced
            ? new(ClusterConditions.Synced, true, "UpToDate", $"{seen.Survey?.Kinds.Length ?? 0} kinds are followed.")
            : new(ClusterConditions.Synced, false, "Reading", "The whole state is being read.");
    }

    private static string Behind(KindState kind, DateTimeOffset now)
    {
        var since = kind.Lag is { } lag ? $"silent since {Timestamps.Format(ToMinute(now - lag))}" : "not read yet";
        return kind.Error is { } error ? $"{kind.Resource}: {since}: {ClusterProblem.Of(error).Message}" : $"{kind.Resource}: {since}";
    }

    private static DateTimeOffset ToMinute(DateTimeOffset time) => time.AddTicks(-(time.UtcTicks % TimeSpan.TicksPerMinute));

    private static ClusterCondition Ready(ClusterCondition[] others)
    {
        var worst = others.FirstOrDefault(condition => condition.Status == false) ?? others.FirstOrDefault(condition => condition.Status is null);
        return worst is null
            ? new(ClusterConditions.Ready, true, "Ready", "The cluster is followed live.")
            : new(ClusterConditions.Ready, worst.Status, worst.Reason, $"{worst.Type} is {(worst.Status is null ? "Unknown" : "False")}: {worst.Message}");
    }

    private static string Named(IEnumerable<string> names)
    {
        var all = names.ToList();
        return string.Join("; ", all.Take(MaxNamed)) + (all.Count > MaxNamed ? $"; and {all.Count - MaxNamed} more" : "");
    }
}
