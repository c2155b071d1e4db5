using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Kinds.Core.Pods;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Apps;

/// <summary>ReplicaSets (pkg/registry/apps/replicaset).</summary>
internal sealed class ReplicaSetStrategy : KindStrategy
{
    private static readonly string[] Counts = ["replicas", "fullyLabeledReplicas", "readyReplicas", "availableReplicas", "observedGeneration", "terminatingReplicas"];

    public ReplicaSetStrategy()
        : base(new GroupVersionKind("apps", "v1", "ReplicaSet"))
    {
        HasStatus = true;
        HasGeneration = true;
    }

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value)
    {
        var errors = new FieldErrors();
        Validate(value["spec"u8], errors);
        return errors;
    }

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old)
    {
        var errors = new FieldErrors();
        if (context.Subresource == "status")
        {
            WorkloadValidation.StatusCounts(value["status"u8], Counts, ["fullyLabeledReplicas", "readyReplicas", "availableReplicas"], errors);
            return errors;
        }

        Validate(value["spec"u8], errors);
        errors.Immutable(value["spec"u8]["selector"u8], old["spec"u8]["selector"u8], "spec.selector");
        return errors;
    }

    public override IReadOnlyList<string> Warnings(StrategyContext context, DocumentValue value, DocumentValue old) =>
        PodWarnings.OfTemplate(context, value, old, ["spec", "template"]);

    private static void Validate(DocumentValue spec, FieldErrors errors)
    {
        errors.NonNegative(spec["replicas"u8], "spec.replicas");
        errors.NonNegative(spec["minReadySeconds"u8], "spec.minReadySeconds");
        WorkloadValidation.SelectorAndTemplate(spec, "ReplicaSet", "empty selector is invalid for deployment", "spec.selector", errors);
    }
}
