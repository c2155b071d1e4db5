using Fleet.Kubernetes.Api.Tables;
using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Kinds.Printers;

internal sealed class JobPrinter() : KindPrinter("jobs.batch")
{
    /// <summary>The first condition that holds names the status; a deletion comes between the final and the passing ones.</summary>
    private static readonly string[] FinalConditions = ["Complete", "Failed"];

    private static readonly string[] PassingConditions = ["Suspended", "FailureTarget", "SuccessCriteriaMet"];

    protected override void Write(Cells cells, DocumentValue value)
    {
        var (spec, status) = (value["spec"u8], value["status"u8]);
        cells.Name(value)
            .Text(Status(value))
            .Text(Completions(spec, status))
            .Text(Duration(status, cells.Now))
            .Age(value)
            .Containers(spec["template"u8]["spec"u8])
            .Text(SelectorText.Selector(spec["selector"u8]));
    }

    private static string Status(DocumentValue job) =>
        Array.Find(FinalConditions, type => PodSummary.ConditionStatus(job, type) == "True")
        ?? (job["metadata"u8]["deletionTimestamp"u8].IsNullOrUndefined ? null : "Terminating")
        ?? Array.Find(PassingConditions, type => PodSummary.ConditionStatus(job, type) == "True")
        ?? "Running";

    private static string Completions(DocumentValue spec, DocumentValue status)
    {
        var succeeded = status["succeeded"u8].AsInt64() ?? 0;
        if (spec["completions"u8].AsInt64() is { } completions)
        {
            return $"{succeeded}/{completions}";
        }

        var parallelism = spec["parallelism"u8].AsInt64() ?? 0;
        return parallelism > 1 ? $"{succeeded}/1 of {parallelism}" : $"{succeeded}/1";
    }

    private static string Duration(DocumentValue status, DateTimeOffset now) => HumanDuration.Parse(status["startTime"u8]) is { } start
        ? HumanDuration.Format((HumanDuration.Parse(status["completionTime"u8]) ?? now) - start)
        : "";
}
