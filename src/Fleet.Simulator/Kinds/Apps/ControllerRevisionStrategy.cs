using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Apps;

/// <summary>ControllerRevisions (pkg/registry/apps/controllerrevision): what they hold never changes.</summary>
internal sealed class ControllerRevisionStrategy : KindStrategy
{
    public ControllerRevisionStrategy()
        : base(new GroupVersionKind("apps", "v1", "ControllerRevision"))
    {
    }

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value)
    {
        var errors = new FieldErrors();
        if (value["data"u8].IsNullOrUndefined)
        {
            errors.Required("data", "data is mandatory");
        }

        errors.NonNegative(value["revision"u8], "revision");
        return errors;
    }

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old)
    {
        var errors = new FieldErrors();
        errors.AddRange(ValidateCreate(context, value));
        errors.Immutable(value["data"u8], old["data"u8], "data");
        return errors;
    }
}
