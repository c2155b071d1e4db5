using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Coordination;

/// <summary>Leases (pkg/registry/coordination/lease): updates name the version they change.</summary>
internal sealed class LeaseStrategy : KindStrategy
{
    public LeaseStrategy()
        : base(new GroupVersionKind("coordination.k8s.io", "v1", "Lease"))
    {
        AllowCreateOnUpdate = true;
        AllowUnconditionalUpdate = false;
    }

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value)
    {
        var errors = new FieldErrors();
        var spec = value["spec"u8];
        errors.Positive(spec["leaseDurationSeconds"u8], "spec.leaseDurationSeconds");
        if (spec["leaseTransitions"u8].AsInt64() is { } transitions and < 0)
        {
            errors.Invalid("spec.leaseTransitions", transitions, "must be greater than or equal to 0");
        }

        return errors;
    }

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old) => ValidateCreate(context, value);
}
