using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Selectors;
using Fleet.Simulator.Kinds.Core.Pods;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Batch;

/// <summary>Specs of Jobs, alone and in CronJobs (pkg/apis/batch/validation).</summary>
internal static class JobValidation
{
    private const int MaxManagedBy = 63;
    private const int MaxIndexed = 100_000;
    private const int MaxWithManyIndexes = 10_000;

    private static readonly string[] NonNegative = ["parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished", "backoffLimitPerIndex", "maxFailedIndexes"];

    public static void Spec(DocumentValue spec, FieldErrors errors)
    {
        Common(spec, "spec", errors);
        var given = spec["selector"u8];
        if (!given.IsObject)
        {
            errors.Required("spec.selector");
        }
        else
        {
            LabelSelectors.Selector(given, "spec.selector", errors);
        }

        var selector = given.IsObject ? LabelSelectors.TryRead(given) : LabelSelector.Nothing;
        var labels = spec["template"u8]["metadata"u8]["labels"u8];
        if (selector is not null && !selector.Matches(labels))
        {
            errors.Invalid("spec.template.metadata.labels", labels, PodTemplateValidation.SelectorMismatch);
        }
    }

    /// <summary>What holds for a job template too, which has no selector yet.</summary>
    public static void Common(DocumentValue spec, string field, FieldErrors errors)
    {
        foreach (var name in NonNegative)
        {
            errors.NonNegative(spec[name], $"{field}.{name}");
        }

        if (spec["maxFailedIndexes"u8].IsNumber && !spec["backoffLimitPerIndex"u8].IsNumber)
        {
            errors.Required($"{field}.backoffLimitPerIndex", "when maxFailedIndexes is specified");
        }

        if (spec["managedBy"u8].AsString() is { } manager)
        {
            ManagedBy(manager, $"{field}.managedBy", errors);
        }

        Indexes(spec, field, errors);
        if (spec["podFailurePolicy"u8].IsObject)
        {
            JobPolicies.Failure(spec, $"{field}.podFailurePolicy", errors);
        }

        if (spec["successPolicy"u8].IsObject)
        {
            JobPolicies.Success(spec, $"{field}.successPolicy", errors);
        }

        errors.OptionalOneOf(spec["podReplacementPolicy"u8], $"{field}.podReplacementPolicy", spec["podFailurePolicy"u8].IsObject ? ["Failed"] : ["Failed", "TerminatingOrFailed"]);
        PodTemplateValidation.Validate(spec["template"u8], $"{field}.template", errors);
        RestartPolicy(spec, $"{field}.template.spec.restartPolicy", errors);
    }

    private static void ManagedBy(string manager, string field, FieldErrors errors)
    {
        Names.DomainPrefixedPath(manager, field, errors);
        if (manager.Length > MaxManagedBy)
        {
            errors.Add(FieldError.TooLong(field, MaxManagedBy));
        }
    }

    private static void Indexes(DocumentValue spec, string field, FieldErrors errors)
    {
        var mode = spec["completionMode"u8].AsString("NonIndexed");
        if (mode is not ("NonIndexed" or "Indexed"))
        {
            errors.NotSupported($"{field}.completionMode", mode, "Indexed", "NonIndexed");
        }
        else if (mode == "Indexed")
        {
            Indexed(spec, field, errors);
        }
        else
        {
            foreach (var name in (ReadOnlySpan<string>)["backoffLimitPerIndex", "maxFailedIndexes"])
            {
                if (spec[name].IsNumber)
                {
                    errors.Invalid($"{field}.{name}", spec[name], "requires indexed completion mode");
                }
            }
        }
    }

    private static void Indexed(DocumentValue spec, string field, FieldErrors errors)
    {
        var completions = spec["completions"u8].AsInt64();
        var parallelism = spec["parallelism"u8].AsInt64();
        var failed = spec["maxFailedIndexes"u8].AsInt64();
        if (completions is null)
        {
            errors.Required($"{field}.completions", "when completion mode is Indexed");
        }

        if (parallelism > MaxIndexed)
        {
            errors.Invalid($"{field}.parallelism", parallelism.Value, "must be less than or equal to 100000 when completion mode is Indexed");
        }

        if (failed > completions)
        {
            errors.Invalid($"{field}.maxFailedIndexes", failed.Value, "must be less than or equal to completions");
        }

        if (failed > MaxIndexed)
        {
            errors.Invalid($"{field}.maxFailedIndexes", failed.Value, "must be less than or equal to 100000");
        }

        if (completions > MaxIndexed && spec["backoffLimitPerIndex"u8].IsNumber)
        {
            ManyIndexes(parallelism, failed, field, errors);
        }
    }

    private static void ManyIndexes(long? parallelism, long? failed, string field, FieldErrors errors)
    {
        const string limit = "must be less than or equal to 10000 when completions are above 100000 and used with backoff limit per index";
        if (failed is null)
        {
            errors.Required($"{field}.maxFailedIndexes", "must be specified when completions is above 100000");
        }

        if (parallelism > MaxWithManyIndexes)
        {
            errors.Invalid($"{field}.parallelism", parallelism.Value, limit);
        }

        if (failed > MaxWithManyIndexes)
        {
            errors.Invalid($"{field}.maxFailedIndexes", failed.Value, limit);
        }
    }

    private static void RestartPolicy(DocumentValue spec, string field, FieldErrors errors)
    {
        var policy = spec["template"u8]["spec"u8]["restartPolicy"u8].AsString("");
        switch (policy)
        {
            case "OnFailure" or "Never":
                if (policy == "OnFailure" && spec["podFailurePolicy"u8].IsObject)
                {
                    errors.Invalid(field, policy, "only \"Never\" is supported when podFailurePolicy is specified");
                }

                break;
            case "" or "Always":
                errors.Required(field, "valid values: \"OnFailure\", \"Never\"");
                break;
            default:
                errors.NotSupported(field, policy, "OnFailure", "Never");
                break;
        }
    }
}
