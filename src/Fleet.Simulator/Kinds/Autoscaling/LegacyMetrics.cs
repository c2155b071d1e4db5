using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Kinds.Autoscaling;

/// <summary>Metrics in the form the annotations of <c>autoscaling/v1</c> keep them.</summary>
internal static class LegacyMetrics
{
    public static DocumentNode Cpu(long percent) => DocumentNode.Object(
        ("type", "Resource"),
        ("resource", DocumentNode.Object(
            ("name", "cpu"),
            ("target", DocumentNode.Object(("type", "Utilization"), ("averageUtilization", percent))))));

    public static DocumentNode FromMetric(DocumentValue metric)
    {
        var (type, name) = Source(metric);
        var source = metric[name];
        var target = source["target"u8];
        var legacy = DocumentNode.Object();
        legacy.With("target", Node(source["describedObject"u8]));
        legacy.With(type is "Resource" or "ContainerResource" ? "name" : "metricName", Node(type is "Resource" or "ContainerResource" ? source["name"u8] : source["metric"u8]["name"u8]));
        legacy.With(type == "External" ? "metricSelector" : "selector", Node(source["metric"u8]["selector"u8]));
        legacy.With("targetAverageUtilization", Node(target["averageUtilization"u8]));
        legacy.With("targetValue", Node(target["value"u8]));
        legacy.With(type == "Object" ? "averageValue" : "targetAverageValue", Node(target["averageValue"u8]));
        legacy.With("container", Node(source["container"u8]));
        return DocumentNode.Object(("type", type), (name, legacy));
    }

    public static DocumentNode ToMetric(DocumentValue legacy)
    {
        var (type, name) = Source(legacy);
        var old = legacy[name];
        var average = old["targetAverageValue"u8].Exists ? old["targetAverageValue"u8] : old["averageValue"u8];
        var target = DocumentNode.Object(
            ("type", old["targetAverageUtilization"u8].Exists ? "Utilization" : average.Exists ? "AverageValue" : "Value"),
            ("averageUtilization", Node(old["targetAverageUtilization"u8])),
            ("value", Node(old["targetValue"u8])),
            ("averageValue", Node(average)));
        var source = DocumentNode.Object(("describedObject", Node(old["target"u8])), ("name", Node(old["name"u8])), ("container", Node(old["container"u8])));
        if (old["metricName"u8].Exists)
        {
            var selector = old["metricSelector"u8].Exists ? old["metricSelector"u8] : old["selector"u8];
            source["metric"] = DocumentNode.Object(("name", old["metricName"u8]), ("selector", Node(selector)));
        }

        source["target"] = target;
        return DocumentNode.Object(("type", type), (name, source));
    }

    /// <summary>The annotation of the behaviour carries Go's field names.</summary>
    public static DocumentNode LowerNames(DocumentValue value)
    {
        if (value.IsArray)
        {
            return DocumentNode.Array(value.Items.ToList().Select(LowerNames));
        }

        if (!value.IsObject)
        {
            return value;
        }

        var lowered = DocumentNode.Object();
        foreach (var (name, member) in value.Members)
        {
            if (!member.IsNullOrUndefined && name.Length > 0)
            {
                lowered[char.ToLowerInvariant(name[0]) + name[1..]] = LowerNames(member);
            }
        }

        return lowered;
    }

    private static (string Type, string Name) Source(DocumentValue metric)
    {
        var type = metric["type"u8].AsString("");
        return (type, type.Length == 0 ? "" : char.ToLowerInvariant(type[0]) + type[1..]);
    }

    private static DocumentNode? Node(DocumentValue value) => value.IsNullOrUndefined ? null : value;
}
