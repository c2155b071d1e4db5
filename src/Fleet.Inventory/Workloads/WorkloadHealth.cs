using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Health;

namespace Fleet.Inventory.Workloads;

/// <summary>
/// The health of a workload: the verdict on its controller, and what its pods say where the controller only waits. A Deployment whose new pods crash is
/// degraded at once, not when its progress deadline has passed.
/// </summary>
internal sealed class WorkloadHealth(HealthAssessor assessor)
{
    public HealthAssessment Assess(WorkloadFacts facts)
    {
        if (facts.Controller is not { } controller)
        {
            return OfPods(facts);
        }

        var verdict = assessor.Assess(controller.Root);
        return (facts.Key.Group, facts.Key.Kind) switch
        {
            ("", "Pod") => verdict,
            ("batch", "CronJob") => WithLastRun(verdict, facts.NewestJob),
            ("batch", "Job") => WithPods(verdict, facts.Pods, HealthStatus.Progressing),
            _ => WithPods(verdict, facts.Pods, HealthStatus.Degraded),
        };
    }

    private static HealthAssessment WithPods(HealthAssessment verdict, PodTotals pods, HealthStatus whenInTrouble)
    {
        if (verdict.Status is not (HealthStatus.Progressing or HealthStatus.Degraded) || verdict.Reason == "Terminating")
        {
            return verdict;
        }

        if (Top(pods.Troubles) is { } trouble)
        {
            var memory = pods.OomKills > 0 && trouble.Key != "OOMKilled" ? $", {pods.OomKills} OOMKilled" : "";
            var message = Join($"{trouble.Value} of {pods.Active} pods: {trouble.Key}{memory}", verdict.Message);
            return verdict.Status == HealthStatus.Degraded ? new(verdict.Status, verdict.Reason, message) : new(whenInTrouble, trouble.Key, message);
        }

        return verdict.Status == HealthStatus.Progressing && pods.Waiting?.GetValueOrDefault("Unschedulable") is > 0 and var unschedulable
            ? HealthAssessment.Progressing("Unschedulable", Join($"{unschedulable} of {pods.Active} pods: Unschedulable", verdict.Message))
            : verdict;
    }

    /// <summary>The status of a CronJob does not tell that a run failed before any succeeded: its Job does.</summary>
    private HealthAssessment WithLastRun(HealthAssessment verdict, Document? newestJob)
    {
        if (newestJob is null || verdict is not { Status: HealthStatus.Healthy, Reason: "NeverScheduled" or "NeverSucceeded" })
        {
            return verdict;
        }

        var job = assessor.Assess(newestJob.Root);
        return job.Status == HealthStatus.Degraded ? HealthAssessment.Degraded("LastRunFailed", Join(job.Reason, job.Message)) : verdict;
    }

    private static HealthAssessment OfPods(WorkloadFacts facts)
    {
        var pods = facts.Pods;
        if (Top(pods.Troubles) is { } trouble)
        {
            return HealthAssessment.Degraded(trouble.Key, $"{trouble.Value} of {pods.Active} pods: {trouble.Key}");
        }

        if (pods.Active == 0)
        {
            return pods.Failed > 0
                ? HealthAssessment.Degraded("PodsFailed", $"{pods.Failed} of {pods.Total} pods failed")
                : HealthAssessment.Healthy("PodsSucceeded");
        }

        return pods.Ready >= pods.Active
            ? HealthAssessment.Healthy("PodsReady")
            : HealthAssessment.Progressing("PodsNotReady", $"{pods.Ready} of {pods.Active} pods are ready");
    }

    /// <summary>The most frequent; of equals the first by name, so that the order of events does not show.</summary>
    internal static KeyValuePair<string, int>? Top(Dictionary<string, int>? counts)
    {
        KeyValuePair<string, int>? top = null;
        foreach (var count in counts ?? [])
        {
            if (top is null || count.Value > top.Value.Value || (count.Value == top.Value.Value && string.CompareOrdinal(count.Key, top.Value.Key) < 0))
            {
                top = count;
            }
        }

        return top;
    }

    private static string Join(string first, string second) => second.Length == 0 ? first : $"{first}; {second}";
}
