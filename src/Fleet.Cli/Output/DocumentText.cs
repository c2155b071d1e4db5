using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Yaml;

namespace Fleet.Cli.Output;

/// <summary>Documents as JSON, YAML or names. What is printed can be read back.</summary>
internal static class DocumentText
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, IndentSize = 4, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One document, in <c>json</c> or <c>yaml</c>.</summary>
    public static string Of(Document document, string format)
    {
        if (format == "yaml")
        {
            return YamlWriter.Write(document);
        }

        using var json = JsonDocument.Parse(document.ToUtf8());
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Indented))
        {
            json.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    /// <summary>Several, as a <c>List</c>.</summary>
    public static string OfList(IEnumerable<Document> items, string format) => Of(
        DocumentNode.Object(
            ("apiVersion", "v1"),
            ("items", DocumentNode.Array(items.Select(item => (DocumentNode)item))),
            ("kind", "List"),
            ("metadata", DocumentNode.Object(("resourceVersion", "")))).ToDocument(),
        format);

    /// <summary><c>cluster.fleetengine.io/eu</c>, a line.</summary>
    public static string Name(Document document)
    {
        var kind = GroupVersionKind.Of(document.Root).GroupKind;
        return $"{kind.ToString().ToLowerInvariant()}/{document["metadata"u8]["name"u8].AsString("")}\n";
    }
}
