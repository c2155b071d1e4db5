using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Defaulting;

/// <summary>What the rules are written with. Empty strings, zero and null count as absent where Go's types cannot tell them apart.</summary>
internal static class DefaultRules
{
    /// <summary>A rule for a type of k8s.io/api: <c>core.v1.PodSpec</c>.</summary>
    public static KeyValuePair<string, Action<DocumentNode>> For(string type, Action<DocumentNode> rule) => new($"io.k8s.api.{type}", rule);

    public static bool IsNil(this DocumentNode node, string name) => node[name] is null or { IsNull: true };

    /// <summary>A pointer: set only when nil.</summary>
    public static void Pointer(this DocumentNode node, string name, DocumentNode value)
    {
        if (node.IsNil(name))
        {
            node[name] = value;
        }
    }

    /// <summary>A string without pointer: set when empty too.</summary>
    public static void Text(this DocumentNode node, string name, string value)
    {
        if (node.IsNil(name) || node[name]!.AsString() == "")
        {
            node[name] = value;
        }
    }

    /// <summary>A number without pointer: set when zero too.</summary>
    public static void Integer(this DocumentNode node, string name, long value)
    {
        if (node.IsNil(name) || node[name]!.AsInt64() == 0)
        {
            node[name] = value;
        }
    }

    /// <summary>The member objects of a list, none when it is not one.</summary>
    public static IEnumerable<DocumentNode> Objects(this DocumentNode node, string name) =>
        node[name] is { IsArray: true } list ? list.Items.Where(item => item.IsObject) : [];

    /// <summary>The object under a name that a Go struct holds by value: there even when not given.</summary>
    public static DocumentNode Struct(this DocumentNode node, string name) =>
        node[name] is { IsObject: true } member ? member : node[name] is null or { IsNull: true } ? node[name] = DocumentNode.Object() : DocumentNode.Object();

    public static string TextOf(this DocumentNode node, string name) => node[name]?.AsString() ?? "";

    /// <summary>Copies the entries <paramref name="target"/> lacks.</summary>
    public static void Complete(this DocumentNode target, DocumentNode? source)
    {
        if (source is { IsObject: true })
        {
            foreach (var name in source.Names)
            {
                target.SetDefault(name, source[name]!.Clone());
            }
        }
    }
}
