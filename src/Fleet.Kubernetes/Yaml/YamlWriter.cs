using System.Text;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Yaml;

/// <summary>
/// Writes documents as block YAML, byte for byte as <c>kubectl get -o yaml</c> does (<c>sigs.k8s.io/yaml</c> on go-yaml v2): lists at their key's
/// indentation, text quoted only where it would be read back as something else, <c>|</c> for text of several lines, long lines folded at 80.
/// </summary>
public static class YamlWriter
{
    /// <summary>One document, its keys in their order, or sorted as kubectl sorts them.</summary>
    public static string Write(DocumentValue value, bool sortKeys = false)
    {
        var emitter = new YamlEmitter(sortKeys);
        emitter.WriteDocument(value);
        return emitter.ToString();
    }

    /// <inheritdoc cref="Write(DocumentValue, bool)"/>
    public static string Write(Document document, bool sortKeys = false) => Write(document.Root, sortKeys);

    /// <summary>Several documents, separated by <c>---</c>.</summary>
    public static string WriteAll(IEnumerable<Document> documents, bool sortKeys = false)
    {
        var text = new StringBuilder();
        foreach (var document in documents)
        {
            text.Append(text.Length == 0 ? "" : "---\n").Append(Write(document, sortKeys));
        }

        return text.ToString();
    }
}
