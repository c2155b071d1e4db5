using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Simulator.Kinds.Core.Pods;

namespace Fleet.Simulator.Kinds.Batch;

/// <summary>What an accepted job, alone or in a CronJob, is warned of (pkg/api/job/warnings.go).</summary>
internal static class JobWarnings
{
    private const long ManyCompletions = 100_000;
    private const long HighParallelism = 10_000;

    /// <param name="path">Where the job's spec is.</param>
    public static List<string> Of(StrategyContext context, DocumentValue value, DocumentValue old, string[] path)
    {
        var warnings = new List<string>();
        PodWarnings.AddName(context, value, old, warnings);
        var spec = value.At(path);
        var isNew = !old.Exists || value["metadata"u8]["generation"u8].AsInt64() != old["metadata"u8]["generation"u8].AsInt64();
        if (isNew
            && context.Subresource.Length == 0
            && spec["completionMode"u8].StringEquals("Indexed"u8)
            && spec["completions"u8].AsInt64() > ManyCompletions
            && spec["parallelism"u8].AsInt64() > HighParallelism)
        {
            warnings.Add(
                $"{string.Join('.', path)}: In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail");
        }

        PodWarnings.AddTemplate(context, value, old, [.. path, "template"], warnings);
        return warnings;
    }
}
