using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Selectors;
using Fleet.Simulator.Kinds.Core.Pods;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Apps;

/// <summary>What the kinds of <c>apps</c> share: selector and template (pkg/apis/apps/validation).</summary>
internal static class WorkloadValidation
{
    /// <summary>The selector, and the template it must find. <paramref name="emptyMessage"/> is the kind's word on selecting everything.</summary>
    public static void SelectorAndTemplate(DocumentValue spec, string kind, string emptyMessage, string emptyField, FieldErrors errors)
    {
        var given = spec["selector"u8];
        if (!given.IsObject)
        {
            errors.Required("spec.selector");
        }
        else
        {
            LabelSelectors.Selector(given, "spec.selector", errors);
            if (LabelSelectors.IsEmpty(given))
            {
                errors.Invalid(emptyField, given, emptyMessage);
            }
        }

        var selector = given.IsObject ? LabelSelectors.TryRead(given) : LabelSelector.Nothing;
        if (selector is null)
        {
            errors.Invalid("spec.selector", given, "invalid label selector");
            return;
        }

        PodTemplateValidation.MatchesSelector(selector, spec["template"u8], "spec.template", errors);
        PodTemplateValidation.Validate(spec["template"u8], "spec.template", errors);
        PodTemplateValidation.RunsForever(spec["template"u8], "spec.template", kind, errors);
    }

    /// <summary>Counts in a status: none negative, the parts not above the whole.</summary>
    public static void StatusCounts(DocumentValue status, IEnumerable<string> counts, IEnumerable<string> atMostReplicas, FieldErrors errors)
    {
        foreach (var name in counts)
        {
            errors.NonNegative(status[name], $"status.{name}");
        }

        var replicas = status["replicas"u8].AsInt64() ?? 0;
        foreach (var name in atMostReplicas)
        {
            if (status[name].AsInt64() is { } part && part > replicas)
            {
                errors.Invalid($"status.{name}", part, "cannot be greater than status.replicas");
            }
        }

        if (status["availableReplicas"u8].AsInt64() is { } available && available > (status["readyReplicas"u8].AsInt64() ?? 0))
        {
            errors.Invalid("status.availableReplicas", available, "cannot be greater than readyReplicas");
        }
    }
}
