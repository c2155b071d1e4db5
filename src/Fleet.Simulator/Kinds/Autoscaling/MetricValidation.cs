using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Autoscaling;

/// <summary>What an autoscaler may measure (pkg/apis/autoscaling/validation).</summary>
internal static class MetricValidation
{
    private static readonly string[] Types = ["ContainerResource", "External", "Object", "Pods", "Resource"];

    /// <summary>What is scaled, or described by a metric.</summary>
    public static void Reference(DocumentValue reference, string field, FieldErrors errors)
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

    public static void Validate(DocumentValue metric, string path, FieldErrors errors)
    {
        var type = metric["type"u8].AsString("");
        if (type.Length == 0)
        {
            errors.Required($"{path}.type", "must specify a metric source type");
        }

        if (!Types.Contains(type))
        {
            errors.NotSupported($"{path}.type", type, Types);
            return;
        }

        var source = char.ToLowerInvariant(type[0]) + type[1..];
        if (!metric[source].IsObject)
        {
            errors.Required($"{path}.{source}", "must populate information for the given metric source");
        }
        else
        {
            Source(type, metric[source], $"{path}.{source}", errors);
        }

        foreach (var other in Types.Select(name => char.ToLowerInvariant(name[0]) + name[1..]))
        {
            if (other != source && metric[other].IsObject)
            {
                errors.Forbidden($"{path}.{other}", "must populate the given metric source only");
            }
        }
    }

    private static void Source(string type, DocumentValue source, string path, FieldErrors errors)
    {
        if (type == "Object")
        {
            Reference(source["describedObject"u8], $"{path}.describedObject", errors);
        }

        if (type is "Resource" or "ContainerResource")
        {
            Resource(type, source, path, errors);
            return;
        }

        var name = source["metric"u8]["name"u8].AsString("");
        if (name.Length == 0)
        {
            errors.Required($"{path}.metric.name", "must specify a metric name");
        }
        else
        {
            errors.Invalid($"{path}.metric.name", name, NameRules.PathSegment(name, false));
        }

        var target = source["target"u8];
        Target(target, $"{path}.target", errors);
        var (hasValue, hasAverage) = (!target["value"u8].IsNullOrUndefined, !target["averageValue"u8].IsNullOrUndefined);
        if (type == "Pods")
        {
            if (!hasAverage || !IsPositive(target["averageValue"u8]))
            {
                errors.Required($"{path}.target.averageValue", "must specify a positive target averageValue");
            }
        }
        else if (!hasValue && !hasAverage)
        {
            errors.Required($"{path}.target.averageValue", "must set either a target value for metric or a per-pod target");
        }
        else if (type == "External" && hasValue && hasAverage)
        {
            errors.Forbidden($"{path}.target.value", "may not set both a target value for metric and a per-pod target");
        }
    }

    private static void Resource(string type, DocumentValue source, string path, FieldErrors errors)
    {
        if (source["name"u8].AsString("").Length == 0)
        {
            errors.Required($"{path}.name", "must specify a resource name");
        }

        if (type == "ContainerResource" && source["container"u8].AsString("").Length == 0)
        {
            errors.Required($"{path}.container", "must specify a container");
        }

        var target = source["target"u8];
        Target(target, $"{path}.target", errors);
        var (hasUtilization, hasAverage) = (target["averageUtilization"u8].IsNumber, !target["averageValue"u8].IsNullOrUndefined);
        if (!hasUtilization && !hasAverage)
        {
            errors.Required($"{path}.target.averageUtilization", "must set either a target raw value or a target utilization");
        }
        else if (hasUtilization && hasAverage)
        {
            errors.Forbidden($"{path}.target.averageValue", "may not set both a target raw value and a target utilization");
        }
    }

    private static void Target(DocumentValue target, string field, FieldErrors errors)
    {
        var type = target["type"u8].AsString("");
        if (type.Length == 0)
        {
            errors.Required($"{field}.type", "must specify a metric target type");
        }

        if (type is not ("Utilization" or "Value" or "AverageValue"))
        {
            errors.Invalid($"{field}.type", type, "must be either Utilization, Value, or AverageValue");
        }

        foreach (var name in (ReadOnlySpan<string>)["value", "averageValue"])
        {
            if (!target[name].IsNullOrUndefined && !IsPositive(target[name]))
            {
                errors.Invalid($"{field}.{name}", target[name], "must be positive");
            }
        }

        if (target["averageUtilization"u8].AsInt64() is < 1 and { } utilization)
        {
            errors.Invalid($"{field}.averageUtilization", utilization, "must be greater than 0");
        }
    }

    private static bool IsPositive(DocumentValue amount) => Quantity.TryParse(amount, out var quantity) && quantity.Sign > 0;
}
