using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Kinds.Core.Pods;
using Fleet.Simulator.Kinds.Internals;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Apps;

/// <summary>Deployments (pkg/registry/apps/deployment).</summary>
internal sealed class DeploymentStrategy : KindStrategy
{
    private static readonly string[] Counts = ["replicas", "updatedReplicas", "readyReplicas", "availableReplicas", "unavailableReplicas", "terminatingReplicas"];

    public DeploymentStrategy()
        : base(new GroupVersionKind("apps", "v1", "Deployment"))
    {
        HasStatus = true;
        HasGeneration = true;
        StatusKeepsLabels = true;
        AnnotationsRaiseGeneration = true;
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
            WorkloadValidation.StatusCounts(value["status"u8], Counts, ["updatedReplicas", "readyReplicas", "availableReplicas"], errors);
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
        WorkloadValidation.SelectorAndTemplate(spec, "ReplicaSet", "empty selector is invalid for deployment", "spec.selector", errors);
        ValidateStrategy(spec["strategy"u8], errors);
        errors.NonNegative(spec["minReadySeconds"u8], "spec.minReadySeconds");
        errors.NonNegative(spec["revisionHistoryLimit"u8], "spec.revisionHistoryLimit");
        if (spec["progressDeadlineSeconds"u8].AsInt64() is { } deadline)
        {
            errors.NonNegative(spec["progressDeadlineSeconds"u8], "spec.progressDeadlineSeconds");
            if (deadline <= (spec["minReadySeconds"u8].AsInt64() ?? 0))
            {
                errors.Invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds");
            }
        }
    }

    private static void ValidateStrategy(DocumentValue strategy, FieldErrors errors)
    {
        switch (strategy["type"u8].AsString(""))
        {
            case "Recreate":
                if (strategy["rollingUpdate"u8].IsObject)
                {
                    errors.Forbidden("spec.strategy.rollingUpdate", "may not be specified when strategy `type` is 'Recreate'");
                }

                break;
            case "RollingUpdate":
                ValidateRollingUpdate(strategy["rollingUpdate"u8], errors);
                break;
            default:
                errors.Add(FieldError.NotSupported("spec.strategy", InternalTypes.Show("DeploymentStrategy", strategy).ToValue(), "Recreate", "RollingUpdate"));
                break;
        }
    }

    private static void ValidateRollingUpdate(DocumentValue rolling, FieldErrors errors)
    {
        const string Field = "spec.strategy.rollingUpdate";
        if (!rolling.IsObject)
        {
            errors.Required(Field, "this should be defaulted and never be nil");
            return;
        }

        Ports.PositiveIntOrPercent(rolling["maxUnavailable"u8], $"{Field}.maxUnavailable", errors);
        Ports.PositiveIntOrPercent(rolling["maxSurge"u8], $"{Field}.maxSurge", errors);
        if (Ports.AmountOf(rolling["maxUnavailable"u8]) == 0 && Ports.AmountOf(rolling["maxSurge"u8]) == 0)
        {
            errors.Invalid($"{Field}.maxUnavailable", rolling["maxUnavailable"u8], "may not be 0 when `maxSurge` is 0");
        }

        Ports.NotMoreThanAll(rolling["maxUnavailable"u8], $"{Field}.maxUnavailable", errors);
    }
}
