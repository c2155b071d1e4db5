using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Scheduling;

/// <summary>PriorityClasses (pkg/registry/scheduling/priorityclass): the highest values and the prefix <c>system-</c> are Kubernetes' own.</summary>
internal sealed class PriorityClassStrategy : KindStrategy
{
    private const string SystemPrefix = "system-";
    private const long HighestUserValue = 1_000_000_000;

    public PriorityClassStrategy()
        : base(new GroupVersionKind("scheduling.k8s.io", "v1", "PriorityClass")) => HasGeneration = true;

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value)
    {
        var errors = new FieldErrors();
        var name = value["metadata"u8]["name"u8].AsString("");
        var number = value["value"u8].AsInt64() ?? 0;
        if (name.StartsWith(SystemPrefix, StringComparison.Ordinal))
        {
            if (!SystemPriorityClasses.IsKnown(name, number))
            {
                errors.Forbidden("metadata.name", "priority class names with 'system-' prefix are reserved for system use only. error: " + SystemPriorityClasses.Problem(name, number));
            }
        }
        else if (number > HighestUserValue)
        {
            errors.Forbidden("value", "maximum allowed value of a user defined priority is 1000000000");
        }

        errors.OptionalOneOf(value["preemptionPolicy"u8], "preemptionPolicy", "Never", "PreemptLowerPriority");
        return errors;
    }

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old)
    {
        var errors = new FieldErrors();
        if (value["value"u8].AsInt64() != old["value"u8].AsInt64())
        {
            errors.Forbidden("value", "may not be changed in an update.");
        }

        errors.Immutable(value["preemptionPolicy"u8], old["preemptionPolicy"u8], "preemptionPolicy");
        return errors;
    }
}
