using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Selectors;
using Fleet.Simulator.Kinds.Apps;
using Fleet.Simulator.Kinds.Core.Pods;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Core;

/// <summary>ReplicationControllers (pkg/registry/core/replicationcontroller).</summary>
internal sealed class ReplicationControllerStrategy : KindStrategy
{
    private static readonly string[] Counts = ["replicas", "fullyLabeledReplicas", "readyReplicas", "availableReplicas", "observedGeneration"];

    public ReplicationControllerStrategy()
        : base(new GroupVersionKind("", "v1", "ReplicationController"))
    {
        HasStatus = true;
        HasGeneration = true;
        DefaultPropagation = PropagationPolicy.Orphan;
    }

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value)
    {
        var errors = new FieldErrors();
        var spec = value["spec"u8];
        errors.NonNegative(spec["minReadySeconds"u8], "spec.minReadySeconds");
        if (spec["selector"u8].Count == 0)
        {
            errors.Required("spec.selector");
        }

        errors.NonNegative(spec["replicas"u8], "spec.replicas");
        if (!spec["template"u8].IsObject)
        {
            errors.Required("spec.template");
            return errors;
        }

        PodTemplateValidation.MatchesSelector(LabelSelector.FromLabels(spec["selector"u8]), spec["template"u8], "spec.template", errors);
        PodTemplateValidation.Validate(spec["template"u8], "spec.template", errors);
        PodTemplateValidation.RunsForever(spec["template"u8], "spec.template", "ReplicationController", errors);
        return errors;
    }

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old)
    {
        if (context.Subresource != "status")
        {
            return ValidateCreate(context, value);
        }

        var errors = new FieldErrors();
        WorkloadValidation.StatusCounts(value["status"u8], Counts, ["fullyLabeledReplicas", "readyReplicas", "availableReplicas"], errors);
        return errors;
    }

    public override IReadOnlyList<string> Warnings(StrategyContext context, DocumentValue value, DocumentValue old) =>
        PodWarnings.OfTemplate(context, value, old, ["spec", "template"]);
}
