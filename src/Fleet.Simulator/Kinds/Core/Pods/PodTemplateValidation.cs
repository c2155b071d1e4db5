using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Selectors;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Core.Pods;

/// <summary>Templates of pods in workloads (upstream <c>ValidatePodTemplateSpec</c>).</summary>
internal static class PodTemplateValidation
{
    public const string SelectorMismatch = "`selector` does not match template `labels`";

    public static void Validate(DocumentValue template, string field, FieldErrors errors)
    {
        LabelSelectors.Labels(template["metadata"u8]["labels"u8], $"{field}.labels", errors);
        LabelSelectors.Annotations(template["metadata"u8]["annotations"u8], $"{field}.annotations", errors);
        PodSpecValidation.Validate(template["spec"u8], isPod: false, $"{field}.spec", errors);
        if (template["spec"u8]["ephemeralContainers"u8].Count > 0)
        {
            errors.Forbidden($"{field}.spec.ephemeralContainers", "ephemeral containers not allowed in pod template");
        }
    }

    /// <summary>The pods of the template must be found by the selector.</summary>
    public static void MatchesSelector(LabelSelector selector, DocumentValue template, string field, FieldErrors errors)
    {
        var labels = template["metadata"u8]["labels"u8];
        if (!selector.IsEmpty && !selector.Matches(labels))
        {
            errors.Invalid($"{field}.metadata.labels", labels, SelectorMismatch);
        }
    }

    /// <summary>Workloads that keep pods running accept nothing but pods that restart and have no deadline.</summary>
    public static void RunsForever(DocumentValue template, string field, string kind, FieldErrors errors)
    {
        var policy = template["spec"u8]["restartPolicy"u8].AsString("");
        if (policy != "Always")
        {
            errors.NotSupported($"{field}.spec.restartPolicy", policy, "Always");
        }

        if (template["spec"u8]["activeDeadlineSeconds"u8].IsNumber)
        {
            errors.Forbidden($"{field}.spec.activeDeadlineSeconds", $"activeDeadlineSeconds in {kind} is not Supported");
        }
    }
}
