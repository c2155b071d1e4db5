using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.ServerSideApply;

/// <summary>The annotation in which client-side <c>kubectl apply</c> keeps the configuration it applied last.</summary>
internal static class LastAppliedAnnotation
{
    public const string Name = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>What annotations may come to, names included (apimachinery's TotalAnnotationSizeLimitB).</summary>
    private const int MaxAnnotationBytes = 256 * 1024;

    /// <summary>The configuration applied last, or null.</summary>
    public static string? Of(DocumentValue value) =>
        value["metadata"u8]["annotations"u8][Name].AsString() is { Length: > 0 } text ? text : null;

    /// <summary>Notes a configuration that was applied on the server, so that a later client-side apply starts from it. One that is too large is left out.</summary>
    public static Document Set(Document value, Document applied)
    {
        var config = applied.Root.ToNode();
        config.At("metadata", "annotations")?.Remove(Name);
        var node = value.Root.ToNode();
        var annotations = node.GetOrAddObject("metadata").GetOrAddObject("annotations");
        annotations[Name] = DocumentNode.String(Sorted(config.ToValue()) + "\n");
        var size = annotations.Names.Sum(name => (long)System.Text.Encoding.UTF8.GetByteCount(name) + System.Text.Encoding.UTF8.GetByteCount(annotations[name]!.AsString() ?? ""));
        if (size > MaxAnnotationBytes)
        {
            annotations.Remove(Name);
        }

        return node.ToDocument();
    }

    /// <summary>The value with members sorted by name, as Go writes a map.</summary>
    private static string Sorted(DocumentValue value)
    {
        using var builder = new DocumentBuilder();
        Write(builder, value);

        // encoding/json escapes what HTML would take for markup; these characters stand in strings only.
        return builder.Build().ToString()
            .Replace("<", "\\u003c", StringComparison.Ordinal).Replace(">", "\\u003e", StringComparison.Ordinal).Replace("&", "\\u0026", StringComparison.Ordinal)
            .Replace("\u2028", "\\u2028", StringComparison.Ordinal).Replace("\u2029", "\\u2029", StringComparison.Ordinal);
    }

    private static void Write(DocumentBuilder builder, DocumentValue value)
    {
        if (value.IsObject)
        {
            builder.StartObject();
            foreach (var member in value.Members.ToList().OrderBy(member => member.Name, StringComparer.Ordinal))
            {
                builder.Name(member.Name);
                Write(builder, member.Value);
            }

            builder.EndObject();
        }
        else if (value.IsArray)
        {
            builder.StartArray();
            foreach (var item in value.Items)
            {
                Write(builder, item);
            }

            builder.EndArray();
        }
        else
        {
            builder.Value(value);
        }
    }
}
