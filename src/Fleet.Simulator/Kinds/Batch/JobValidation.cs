using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Selectors;
using Fleet.Simulator.Kinds.Core.Pods;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Batch;

/// <summary>Specs of Jobs, alone and in CronJobs (pkg/apis/batch/validation).</summary>
internal static class JobValidation
{
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

        Indexes(spec, field, errors);
        errors.OptionalOneOf(spec["podReplacementPolicy"u8], $"{field}.podReplacementPolicy", spec["podFailurePolicy"u8].IsObject ? ["Failed"] : ["Failed", "TerminatingOrFailed"]);
        FailurePolicy(spec["podFailurePolicy"u8], $"{field}.podFailurePolicy", errors);
        PodTemplateValidation.Validate(spec["template"u8], $"{field}.template", errors);
        RestartPolicy(spec, $"{field}.template.spec.restartPolicy", errors);
    }

    private static void Indexes(DocumentValue spec, string field, FieldErrors errors)
    {
        if (spec["completionMode"u8].AsString() is not { } mode)
        {
            return;
        }

        if (mode is not ("NonIndexed" or "Indexed"))
        {
            errors.NotSupported($"{field}.completionMode", mode, "Indexed", "NonIndexed");
        }

        if (mode != "Indexed")
        {
            if (spec["backoffLimitPerIndex"u8].IsNumber)
            {
                errors.Invalid($"{field}.backoffLimitPerIndex", spec["backoffLimitPerIndex"u8], "requires indexed completion mode");
            }

            return;
        }

        if (!spec["completions"u8].IsNumber)
        {
            errors.Required($"{field}.completions", "when completion mode is Indexed");
        }

        if (spec["parallelism"u8].AsInt64() is { } parallelism and > 100_000)
        {
            errors.Invalid($"{field}.parallelism", parallelism, "must be less than or equal to 100000 when completion mode is Indexed");
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

    private static void FailurePolicy(DocumentValue policy, string field, FieldErrors errors)
    {
        var index = 0;
        foreach (var rule in policy["rules"u8].Items)
        {
            var path = ContainerValidation.At($"{field}.rules", index++);
            errors.OneOf(rule["action"u8].AsString(""), $"{path}.action", "Count", "FailIndex", "FailJob", "Ignore");
            var codes = rule["onExitCodes"u8];
            if (codes.IsObject && rule["onPodConditions"u8].Count > 0)
            {
                errors.Invalid(path, FieldError.Required(path).Field, "specifying both OnExitCodes and OnPodConditions is not supported");
            }

            if (codes.IsObject)
            {
                errors.OneOf(codes["operator"u8].AsString(""), $"{path}.onExitCodes.operator", "In", "NotIn");
                if (codes["values"u8].Count == 0)
                {
                    errors.Invalid($"{path}.onExitCodes.values", codes["values"u8], "at least one value is required");
                }
            }
            else if (rule["onPodConditions"u8].Count == 0)
            {
                errors.Invalid(path, "", "specifying one of OnExitCodes and OnPodConditions is required");
            }
        }
    }
}
