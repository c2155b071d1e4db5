using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Kinds.Core;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Scheduling;

/// <summary>RuntimeClasses (pkg/apis/node/validation): the handler stays.</summary>
internal sealed class RuntimeClassStrategy : KindStrategy
{
    public RuntimeClassStrategy()
        : base(new GroupVersionKind("node.k8s.io", "v1", "RuntimeClass")) => AllowUnconditionalUpdate = false;

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value)
    {
        var errors = new FieldErrors();
        Names.DnsLabel(value["handler"u8].AsString(""), "handler", errors);
        return errors;
    }

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old)
    {
        var errors = new FieldErrors();
        errors.Immutable(value["handler"u8], old["handler"u8], "handler");
        return errors;
    }

    public override IReadOnlyList<string> Warnings(StrategyContext context, DocumentValue value, DocumentValue old)
    {
        var warnings = new List<string>();
        NodeLabels.WarnOfSelector(value["scheduling"u8]["nodeSelector"u8], _ => "scheduling.nodeSelector", warnings);
        return warnings;
    }
}
