using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Selectors;

namespace Fleet.Kubernetes.Api.Writing;

/// <summary>An object as <c>autoscaling/v1 Scale</c>.</summary>
internal static class ScaleProjection
{
    public static Document Read(Document document, ScalePaths paths, DocumentValue managedFields = default)
    {
        var metadata = document["metadata"u8];
        using var builder = new DocumentBuilder();
        builder.StartObject().Name("kind").String("Scale").Name("apiVersion").String("autoscaling/v1");
        builder.Name("metadata").StartObject();
        foreach (var name in (ReadOnlySpan<string>)["name", "namespace", "uid", "resourceVersion", "creationTimestamp"])
        {
            if (metadata[name].Exists)
            {
                builder.Name(name).Value(metadata[name]);
            }
        }

        if (managedFields.Exists)
        {
            builder.Name("managedFields").Value(managedFields);
        }

        builder.EndObject().Name("spec").StartObject();
        if (document.Root.At([.. paths.SpecReplicas]).AsInt64() is { } wanted && wanted != 0)
        {
            builder.Name("replicas").Number(wanted);
        }

        builder.EndObject().Name("status").StartObject().Name("replicas").Number(document.Root.At([.. paths.StatusReplicas]).AsInt64() ?? 0);
        if (paths.Selector is { } selector && SelectorText(document.Root.At([.. selector])) is { Length: > 0 } text)
        {
            builder.Name("selector").String(text);
        }

        return builder.EndObject().EndObject().Build();
    }

    private static string SelectorText(DocumentValue selector)
    {
        if (selector.AsString() is { } text)
        {
            return text;
        }

        try
        {
            // A ReplicationController selects by a plain map, everything else by a LabelSelector.
            return selector["matchLabels"u8].Exists || selector["matchExpressions"u8].Exists
                ? LabelSelector.From(selector).ToString()
                : LabelSelector.FromLabels(selector).ToString();
        }
        catch (SelectorFormatException)
        {
            return "";
        }
    }
}
