using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Defaulting;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Kinds.Internals;

namespace Fleet.Simulator.Kinds.Autoscaling;

/// <summary>
/// HorizontalPodAutoscalers as <c>autoscaling/v1</c> shows them: the CPU goal is a field, everything else newer lives in annotations
/// (pkg/apis/autoscaling/v1/conversion.go). Stored as v2.
/// </summary>
internal sealed class HorizontalPodAutoscalerConverter : IVersionConverter
{
    private const string Prefix = "autoscaling.alpha.kubernetes.io/";
    private static readonly GroupVersionKind Old = new("autoscaling", "v1", "HorizontalPodAutoscaler");
    private static readonly GroupVersionKind New = new("autoscaling", "v2", "HorizontalPodAutoscaler");

    public Document FromStorage(Document stored)
    {
        var source = stored.Root;
        var metadata = DocumentNode.From(source["metadata"u8]);
        var spec = DocumentNode.Object();
        foreach (var name in (ReadOnlySpan<string>)["scaleTargetRef", "minReplicas", "maxReplicas"])
        {
            spec.With(name, source["spec"u8][name].Exists ? source["spec"u8][name] : null);
        }

        var others = new List<DocumentNode>();
        foreach (var metric in source["spec"u8]["metrics"u8].Items)
        {
            if (CpuUtilization(metric) is { } goal && spec["targetCPUUtilizationPercentage"] is null)
            {
                spec["targetCPUUtilizationPercentage"] = goal;
            }
            else
            {
                others.Add(LegacyMetrics.FromMetric(metric));
            }
        }

        Annotate(metadata, "metrics", others.Count == 0 ? null : DocumentNode.Array(others));
        Annotate(metadata, "behavior", source["spec"u8]["behavior"u8].IsObject ? InternalTypes.Show("HorizontalPodAutoscalerBehavior", source["spec"u8]["behavior"u8]) : null);
        Annotate(metadata, "conditions", source["status"u8]["conditions"u8].Count == 0 ? null : DocumentNode.From(source["status"u8]["conditions"u8]));
        return Build(Old, metadata, spec, Status(source["status"u8]));
    }

    public Document ToStorage(Document served)
    {
        var source = served.Root;
        var metadata = DocumentNode.From(source["metadata"u8]);
        var spec = DocumentNode.Object();
        foreach (var name in (ReadOnlySpan<string>)["scaleTargetRef", "minReplicas", "maxReplicas"])
        {
            spec.With(name, source["spec"u8][name].Exists ? source["spec"u8][name] : null);
        }

        var metrics = DocumentNode.Array();
        if (source["spec"u8]["targetCPUUtilizationPercentage"u8].AsInt64() is { } goal)
        {
            metrics.Items.Add(LegacyMetrics.Cpu(goal));
        }

        foreach (var metric in Take(metadata, "metrics")?.Root.Items.ToList() ?? [])
        {
            metrics.Items.Add(LegacyMetrics.ToMetric(metric));
        }

        spec.With("metrics", metrics.Count == 0 ? null : metrics);
        if (Take(metadata, "behavior") is { } behavior)
        {
            spec["behavior"] = LegacyMetrics.LowerNames(behavior.Root);
        }

        var status = DocumentNode.From(source["status"u8]);
        status = status.IsObject ? status : DocumentNode.Object();
        status.Remove("currentCPUUtilizationPercentage");
        status.With("conditions", Take(metadata, "conditions") is { } conditions ? DocumentNode.From(conditions.Root) : null);
        var converted = DocumentNode.From(Build(New, metadata, spec, status).Root);
        Defaults.Apply(New, converted);
        return converted.ToDocument();
    }

    private static long? CpuUtilization(DocumentValue metric) =>
        metric["type"u8].StringEquals("Resource"u8) && metric["resource"u8]["name"u8].StringEquals("cpu"u8)
            ? metric["resource"u8]["target"u8]["averageUtilization"u8].AsInt64()
            : null;

    private static DocumentNode Status(DocumentValue status)
    {
        var shown = DocumentNode.Object();
        foreach (var name in (ReadOnlySpan<string>)["observedGeneration", "lastScaleTime", "currentReplicas", "desiredReplicas"])
        {
            shown.With(name, status[name].Exists ? status[name] : null);
        }

        foreach (var metric in status["currentMetrics"u8].Items)
        {
            if (metric["resource"u8]["name"u8].StringEquals("cpu"u8) && metric["resource"u8]["current"u8]["averageUtilization"u8].AsInt64() is { } percent)
            {
                shown["currentCPUUtilizationPercentage"] = percent;
            }
        }

        return shown;
    }

    private static void Annotate(DocumentNode metadata, string name, DocumentNode? value)
    {
        if (value is not null)
        {
            metadata.GetOrAddObject("annotations")[Prefix + name] = value.ToString();
        }
    }

    /// <summary>The parsed annotation, taken out; null when there is none or it is not JSON.</summary>
    private static Document? Take(DocumentNode metadata, string name)
    {
        if (metadata["annotations"]?[Prefix + name]?.AsString() is not { } text)
        {
            return null;
        }

        metadata["annotations"]!.Remove(Prefix + name);
        if (metadata["annotations"]!.Count == 0)
        {
            metadata.Remove("annotations");
        }

        try
        {
            return Document.Parse(text);
        }
        catch (DocumentFormatException)
        {
            return null;
        }
    }

    private static Document Build(GroupVersionKind kind, DocumentNode metadata, DocumentNode spec, DocumentNode status) =>
        Normalisation.Apply(kind, DocumentNode.Object(("kind", kind.Kind), ("apiVersion", kind.ApiVersion), ("metadata", metadata), ("spec", spec), ("status", status)).ToValue()).ToDocument();
}
