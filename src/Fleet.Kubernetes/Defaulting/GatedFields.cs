using System.Collections.Frozen;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Defaulting;

/// <summary>
/// Fields of Kubernetes 1.36 whose feature gate is alpha and off: a server drops them from objects that did not have them before
/// (<c>dropDisabledFields</c> of the registries).
/// </summary>
internal static class GatedFields
{
    /// <summary>Names by API group; they are unique in their group, so that the depth and the version do not matter.</summary>
    private static readonly FrozenDictionary<string, FrozenSet<string>> Names = new Dictionary<string, FrozenSet<string>>(StringComparer.Ordinal)
    {
        ["resource.k8s.io"] = FrozenSet.Create(StringComparer.Ordinal, "nodeAllocatableResourceMappings"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static void Remove(string group, DocumentNode node)
    {
        if (Names.TryGetValue(group, out var names))
        {
            Remove(names, node);
        }
    }

    private static void Remove(FrozenSet<string> names, DocumentNode node)
    {
        if (node.IsObject)
        {
            foreach (var name in node.Names)
            {
                if (names.Contains(name))
                {
                    node.Remove(name);
                }
                else
                {
                    Remove(names, node[name]!);
                }
            }
        }
        else if (node.IsArray)
        {
            foreach (var item in node.Items)
            {
                Remove(names, item);
            }
        }
    }
}
