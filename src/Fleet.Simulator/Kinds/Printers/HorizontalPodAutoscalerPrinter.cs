using System.Globalization;
using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Kinds.Printers;

/// <summary>HorizontalPodAutoscalers of both versions: v1 has CPU utilisation only.</summary>
internal sealed class HorizontalPodAutoscalerPrinter() : KindPrinter("horizontalpodautoscalers.autoscaling")
{
    private const int MaxMetrics = 2;
    private const string Unknown = "<unknown>";

    protected override void Write(Cells cells, DocumentValue value)
    {
        var (spec, status) = (value["spec"u8], value["status"u8]);
        var target = spec["scaleTargetRef"u8];
        cells.Name(value)
            .Text($"{target["kind"u8].AsString("")}/{target["name"u8].AsString("")}")
            .Text(Targets(spec, status))
            .Text(spec["minReplicas"u8].AsInt64()?.ToString(CultureInfo.InvariantCulture) ?? Cells.Unset)
            .Number(spec["maxReplicas"u8])
            .Number(status["currentReplicas"u8])
            .Age(value);
    }

    private static string Targets(DocumentValue spec, DocumentValue status)
    {
        if (spec["targetCPUUtilizationPercentage"u8].AsInt64() is { } percentage)
        {
            return $"cpu: {Percentage(status["currentCPUUtilizationPercentage"u8])}/{percentage}%";
        }

        var current = status["currentMetrics"u8].Items.ToList();
        var metrics = spec["metrics"u8].Items.ToList().Select((metric, index) => Metric(metric, index < current.Count ? current[index] : default)).ToList();
        return ListText.Cut(metrics, MaxMetrics, Cells.None, ", ");
    }

    private static string Metric(DocumentValue metric, DocumentValue status)
    {
        switch (metric["type"u8].AsString())
        {
            case "Resource":
                return ResourceMetric(metric["resource"u8], status["resource"u8]["current"u8]);
            case "ContainerResource":
                return ResourceMetric(metric["containerResource"u8], status["containerResource"u8]["current"u8]);
            case "Pods":
                return $"{Amount(status["pods"u8]["current"u8]["averageValue"u8])}/{Amount(metric["pods"u8]["target"u8]["averageValue"u8])}";
            case "Object":
                return ValueMetric(metric["object"u8]["target"u8], status["object"u8]["current"u8]);
            case "External":
                return ValueMetric(metric["external"u8]["target"u8], status["external"u8]["current"u8]);
            default:
                return "<unknown type>";
        }
    }

    private static string ResourceMetric(DocumentValue metric, DocumentValue current)
    {
        var target = metric["target"u8];
        var name = metric["name"u8].AsString("");
        return target["averageValue"u8].IsNullOrUndefined
            ? $"{name}: {Percentage(current["averageUtilization"u8])}/{Percentage(target["averageUtilization"u8], "<auto>")}"
            : $"{name}: {Amount(current["averageValue"u8])}/{Amount(target["averageValue"u8])}";
    }

    private static string ValueMetric(DocumentValue target, DocumentValue current) => target["averageValue"u8].IsNullOrUndefined
        ? $"{Amount(current["value"u8])}/{Amount(target["value"u8])}"
        : $"{Amount(current["averageValue"u8])}/{Amount(target["averageValue"u8])} (avg)";

    private static string Percentage(DocumentValue value, string absent = Unknown) => value.AsInt64() is { } percent ? $"{percent}%" : absent;

    private static string Amount(DocumentValue value) => value.AsString() ?? (value.IsNumber ? value.ToString() : Unknown);
}
