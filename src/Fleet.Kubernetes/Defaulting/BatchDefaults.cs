using Fleet.Kubernetes.Documents;
using static Fleet.Kubernetes.Defaulting.DefaultRules;

namespace Fleet.Kubernetes.Defaulting;

/// <summary>The group <c>batch</c> (pkg/apis/batch/v1/defaults.go).</summary>
internal static class BatchDefaults
{
    public static IEnumerable<KeyValuePair<string, Action<DocumentNode>>> Rules { get; } =
    [
        For("batch.v1.Job", Job),
        For("batch.v1.CronJob", CronJob),
        For("batch.v1.PodFailurePolicyOnPodConditionsPattern", pattern => pattern.Text("status", "True")),
    ];

    private static void Job(DocumentNode job)
    {
        var spec = job.Struct("spec");
        if (spec.IsNil("completions") && spec.IsNil("parallelism"))
        {
            spec["completions"] = 1;
        }

        spec.Pointer("parallelism", 1);
        spec.Pointer("backoffLimit", spec.IsNil("backoffLimitPerIndex") ? 6 : int.MaxValue);
        spec.Pointer("completionMode", "NonIndexed");
        spec.Pointer("suspend", false);
        spec.Pointer("manualSelector", false);
        spec.Pointer("podReplacementPolicy", spec.IsNil("podFailurePolicy") ? "TerminatingOrFailed" : "Failed");
        if (spec.At("template", "metadata", "labels") is { IsObject: true, Count: > 0 } labels && job.At("metadata", "labels") is null or { Count: 0 })
        {
            job.Struct("metadata")["labels"] = labels.Clone();
        }
    }

    private static void CronJob(DocumentNode job)
    {
        var spec = job.Struct("spec");
        spec.Text("concurrencyPolicy", "Allow");
        spec.Pointer("suspend", false);
        spec.Pointer("successfulJobsHistoryLimit", 3);
        spec.Pointer("failedJobsHistoryLimit", 1);
    }
}
