using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Kinds.Core.Pods;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Autoscaling;

/// <summary>HorizontalPodAutoscalers in both versions (pkg/registry/autoscaling/horizontalpodautoscaler).</summary>
internal sealed class HorizontalPodAutoscalerStrategy : KindStrategy
{
    public HorizontalPodAutoscalerStrategy(string version)
        : base(new GroupVersionKind("autoscaling", version, "HorizontalPodAutoscaler")) => HasStatus = true;

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value)
    {
        var errors = new FieldErrors();
        var spec = value["spec"u8];
        if (spec["minReplicas"u8].AsInt64() is { } minimum and < 1)
        {
            errors.Invalid("spec.minReplicas", minimum, "must be greater than or equal to 1");
        }

        var maximum = spec["maxReplicas"u8].AsInt64() ?? 0;
        if (maximum < 1)
        {
            errors.Required("spec.maxReplicas", "must be set and greater than 0");
        }

        if (spec["minReplicas"u8].AsInt64() is { } least && maximum < least)
        {
            errors.Invalid("spec.maxReplicas", maximum, "must be greater than or equal to `minReplicas`");
        }

        MetricValidation.Reference(spec["scaleTargetRef"u8], "spec.scaleTargetRef", errors);
        var index = 0;
        foreach (var metric in spec["metrics"u8].Items)
        {
            MetricValidation.Validate(metric, ContainerValidation.At("spec.metrics", index++), errors);
        }

        Rules(spec["behavior"u8]["scaleUp"u8], "spec.behavior.scaleUp", errors);
        Rules(spec["behavior"u8]["scaleDown"u8], "spec.behavior.scaleDown", errors);
        return errors;
    }

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old)
    {
        if (context.Subresource != "status")
        {
            return ValidateCreate(context, value);
        }

        var errors = new FieldErrors();
        errors.NonNegative(value["status"u8]["currentReplicas"u8], "status.currentReplicas");
        errors.NonNegative(value["status"u8]["desiredReplicas"u8], "status.desiredReplicas");
        return errors;
    }

    private static void Rules(DocumentValue rules, string field, FieldErrors errors)
    {
        if (!rules.IsObject)
        {
            return;
        }

        if (rules["stabilizationWindowSeconds"u8].AsInt64() is { } window)
        {
            errors.NonNegative(rules["stabilizationWindowSeconds"u8], $"{field}.stabilizationWindowSeconds");
            if (window > 3600)
            {
                errors.Invalid($"{field}.stabilizationWindowSeconds", window, "must be less than or equal to 3600");
            }
        }

        errors.OptionalOneOf(rules["selectPolicy"u8], $"{field}.selectPolicy", "Disabled", "Max", "Min");
        if (rules["policies"u8].Count == 0)
        {
            errors.Required($"{field}.policies", "must specify at least one Policy");
        }

        var index = 0;
        foreach (var policy in rules["policies"u8].Items)
        {
            var path = ContainerValidation.At($"{field}.policies", index++);
            if (policy["type"u8].AsString("") is var type && type is not ("Pods" or "Percent"))
            {
                errors.NotSupported($"{path}.type", type, "Percent", "Pods");
            }

            foreach (var name in (ReadOnlySpan<string>)["value", "periodSeconds"])
            {
                if (policy[name].AsInt64() is null or <= 0)
                {
                    errors.Invalid($"{path}.{name}", policy[name].AsInt64() ?? 0, "must be greater than zero");
                }
            }

            if (policy["periodSeconds"u8].AsInt64() is { } period and > 1800)
            {
                errors.Invalid($"{path}.periodSeconds", period, "must be less than or equal to 1800");
            }
        }
    }
}
