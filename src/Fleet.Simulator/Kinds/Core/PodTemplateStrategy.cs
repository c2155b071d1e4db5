using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Kinds.Core.Pods;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Core;

/// <summary>PodTemplates (pkg/registry/core/podtemplate).</summary>
internal sealed class PodTemplateStrategy : KindStrategy
{
    public PodTemplateStrategy()
        : base(new GroupVersionKind("", "v1", "PodTemplate"))
    {
        HasGeneration = true;
        ReturnsDeletedObject = true;
    }

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value)
    {
        var errors = new FieldErrors();
        PodTemplateValidation.Validate(value["template"u8], "template", errors);
        return errors;
    }

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old) => ValidateCreate(context, value);

    public override IReadOnlyList<string> Warnings(StrategyContext context, DocumentValue value, DocumentValue old) =>
        PodWarnings.OfTemplate(context, value, old, ["template"]);
}
