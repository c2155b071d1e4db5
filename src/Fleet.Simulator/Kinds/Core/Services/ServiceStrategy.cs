using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Core.Services;

/// <summary>Services (pkg/registry/core/service). Addresses and ports are given out at admission.</summary>
internal sealed class ServiceStrategy : KindStrategy
{
    public ServiceStrategy()
        : base(new GroupVersionKind("", "v1", "Service"))
    {
        HasStatus = true;
        ReturnsDeletedObject = true;
        AllowCreateOnUpdate = true;

        // RelaxedServiceNameValidation is still alpha: names are RFC 1035 labels.
        NameRule = NameRules.Dns1035Label;
    }

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value)
    {
        var errors = new FieldErrors();
        ServiceValidation.Validate(value, errors);
        return errors;
    }

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old)
    {
        var errors = new FieldErrors();
        if (context.Subresource == "status")
        {
            return errors;
        }

        ServiceValidation.Changes(value["spec"u8], old["spec"u8], errors);
        ServiceValidation.Validate(value, errors);
        return errors;
    }

    public override IReadOnlyList<string> Warnings(StrategyContext context, DocumentValue value, DocumentValue old) =>
        context.Subresource == "status" ? [] : ServiceWarnings.Of(value);

    protected override void OnCreate(StrategyContext context, DocumentNode value) => ServiceFields.PrepareForCreate(value.GetOrAddObject("spec"));

    protected override void OnUpdate(StrategyContext context, DocumentNode value, DocumentValue old) =>
        ServiceFields.PrepareForUpdate(value.GetOrAddObject("spec"), old["spec"u8]);
}
