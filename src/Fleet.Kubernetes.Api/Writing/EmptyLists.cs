using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Writing;

/// <summary>
/// Lists a client sent empty where the stored form knows only null (<c>rules: []</c> of a Role): upstream notes their owner while it still holds the
/// empty list, and loses the difference when it stores the object.
/// </summary>
internal static class EmptyLists
{
    /// <summary>The decoded object with lists empty that were sent empty; the same instance when there is none.</summary>
    public static Document Restore(Document decoded, DocumentValue sent) => Replace(decoded, sent, DocumentKind.Null, static () => DocumentNode.Array());

    /// <summary>Undoes <see cref="Restore"/>.</summary>
    public static Document Drop(Document restored, DocumentValue decoded) => Replace(restored, decoded, DocumentKind.Array, DocumentNode.Null);

    private static Document Replace(Document document, DocumentValue pattern, DocumentKind from, Func<DocumentNode> to)
    {
        if (!Differs(document.Root, pattern, from))
        {
            return document;
        }

        var node = document.Root.ToNode();
        Replace(node, document.Root, pattern, from, to);
        return node.ToDocument();
    }

    private static bool Differs(DocumentValue value, DocumentValue pattern, DocumentKind from)
    {
        foreach (var member in value.Members)
        {
            if (IsSwapped(member.Value, pattern[member.Name], from) || (member.Value.IsObject && Differs(member.Value, pattern[member.Name], from)))
            {
                return true;
            }
        }

        return false;
    }

    private static void Replace(DocumentNode node, DocumentValue value, DocumentValue pattern, DocumentKind from, Func<DocumentNode> to)
    {
        foreach (var (name, member) in value.Members)
        {
            if (IsSwapped(member, pattern[name], from))
            {
                node[name] = to();
            }
            else if (member.IsObject && Differs(member, pattern[name], from))
            {
                Replace(node[name]!, member, pattern[name], from, to);
            }
        }
    }

    /// <summary>One is an empty list, the other null.</summary>
    private static bool IsSwapped(DocumentValue value, DocumentValue pattern, DocumentKind from) =>
        value.Kind == from && value.Count == 0 && pattern.Count == 0 && pattern.Kind == (from == DocumentKind.Null ? DocumentKind.Array : DocumentKind.Null);
}
