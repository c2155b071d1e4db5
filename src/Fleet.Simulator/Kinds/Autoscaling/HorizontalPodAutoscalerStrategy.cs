using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Values;
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

        Target(spec["scaleTargetRef"u8], "spec.scaleTargetRef", errors);
        var index = 0;
        foreach (var metric in spec["metrics"u8].Items)
        {
            Metric(metric, ContainerValidation.At("spec.metrics", index++), errors);
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

    private static void Target(DocumentValue reference, string field, FieldErrors errors)
    {
        foreach (var name in (ReadOnlySpan<string>)["kind", "name"])
        {
            var text = reference[name].AsString("");
            if (text.Length == 0)
            {
                errors.Required($"{field}.{name}");
            }
            else
            {
                errors.Invalid($"{field}.{name}", text, NameRules.PathSegment(text, false));
            }
        }
    }

    private static void Metric(DocumentValue metric, string path, FieldErrors errors)
    {
        var type = metric["type"u8].AsString("");
        if (type.Length == 0)
        {
            errors.Required($"{path}.type", "must specify a metric source type");
        }
        else if (type is not ("Object" or "Pods" or "Resource" or "External" or "ContainerResource"))
        {
            errors.NotSupported($"{path}.type", type, "ContainerResource", "External", "Object", "Pods", "Resource");
            return;
        }

        var source = type.Length == 0 ? "" : char.ToLowerInvariant(type[0]) + type[1..];
        if (type.Length > 0 && !metric[source].IsObject)
        {
            errors.Required($"{path}.{source}", $"must populate information for the given metric source");
            return;
        }

        if (type is "Resource" or "ContainerResource" && metric[source]["name"u8].AsString("").Length == 0)
        {
            errors.Required($"{path}.{source}.name", "must specify a resource name");
        }

        MetricTarget(metric[source]["target"u8], $"{path}.{source}.target", errors);
    }

    private static void MetricTarget(DocumentValue target, string field, FieldErrors errors)
    {
        var type = target["type"u8].AsString("");
        if (type.Length == 0)
        {
            errors.Required($"{field}.type", "must specify a metric target type");
        }
        else if (type is not ("Utilization" or "Value" or "AverageValue"))
        {
            errors.Invalid($"{field}.type", type, "must be either Utilization, Value, or AverageValue");
        }

        foreach (var name in (ReadOnlySpan<string>)["averageUtilization", "value", "averageValue"])
        {
            var isPositive = target[name].IsNullOrUndefined || (Quantity.TryParse(target[name], out var amount) && amount.Sign > 0);
            if (!isPositive)
            {
                errors.Invalid($"{field}.{name}", target[name], name == "averageUtilization" ? "must be greater than 0" : "must be positive");
            }
        }
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
