using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Policy;

/// <summary>PodDisruptionBudgets (pkg/registry/policy/poddisruptionbudget).</summary>
internal sealed class PodDisruptionBudgetStrategy : KindStrategy
{
    private static readonly string[] Counts = ["disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"];

    public PodDisruptionBudgetStrategy()
        : base(new GroupVersionKind("policy", "v1", "PodDisruptionBudget"))
    {
        HasStatus = true;
        HasGeneration = true;
        AllowUnconditionalUpdate = false;
    }

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value)
    {
        var errors = new FieldErrors();
        var spec = value["spec"u8];
        if (!spec["minAvailable"u8].IsNullOrUndefined && !spec["maxUnavailable"u8].IsNullOrUndefined)
        {
            errors.Add(new FieldError(FieldErrorType.Invalid, "spec", Show(spec), "minAvailable and maxUnavailable cannot be both set"));
        }

        foreach (var name in (ReadOnlySpan<string>)["minAvailable", "maxUnavailable"])
        {
            if (!spec[name].IsNullOrUndefined)
            {
                Ports.PositiveIntOrPercent(spec[name], $"spec.{name}", errors);
                Ports.NotMoreThanAll(spec[name], $"spec.{name}", errors);
            }
        }

        LabelSelectors.Selector(spec["selector"u8], "spec.selector", errors);
        errors.OptionalOneOf(spec["unhealthyPodEvictionPolicy"u8], "spec.unhealthyPodEvictionPolicy", "AlwaysAllow", "IfHealthyBudget");
        return errors;
    }

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old)
    {
        if (context.Subresource != "status")
        {
            return ValidateCreate(context, value);
        }

        var errors = new FieldErrors();
        foreach (var name in Counts)
        {
            errors.NonNegative(value["status"u8][name], $"status.{name}");
        }

        return errors;
    }

    /// <summary>The internal type: every field, in its order.</summary>
    private static string Show(DocumentValue spec) => DocumentNode.Object(
        ("MinAvailable", DocumentNode.From(spec["minAvailable"u8])),
        ("Selector", DocumentNode.From(spec["selector"u8])),
        ("MaxUnavailable", DocumentNode.From(spec["maxUnavailable"u8])),
        ("UnhealthyPodEvictionPolicy", DocumentNode.From(spec["unhealthyPodEvictionPolicy"u8]))).ToString();
}
