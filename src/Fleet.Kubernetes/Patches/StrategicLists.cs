using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Kubernetes.Patches;

/// <summary>Lists of a strategic merge patch: what tells items apart, and in which order a merged list comes out.</summary>
/// <remarks>Source: k8s.io/apimachinery/pkg/util/strategicpatch/patch.go.</remarks>
internal static class StrategicLists
{
    public const string Directive = "$patch";

    public static IList<DocumentNode> ItemsOf(DocumentNode node) => node.IsArray ? node.Items : throw StrategicErrors.NotAList(node);

    /// <summary>The Go kind of a value: JSON has one number, Go's decoder has two.</summary>
    public static bool IsSameType(DocumentNode left, DocumentNode right) => GoFormat.Type(left.ToValue()) == GoFormat.Type(right.ToValue());

    /// <summary>Says whether the items of the lists are objects.</summary>
    /// <exception cref="PatchException">Items are of several kinds, or are lists, or there is none.</exception>
    public static bool AreMaps(params ReadOnlySpan<IList<DocumentNode>> lists)
    {
        DocumentNode? first = null;
        foreach (var list in lists)
        {
            foreach (var item in list)
            {
                first ??= item;
                if (item.IsArray)
                {
                    throw StrategicErrors.ListOfLists();
                }

                if (!IsSameType(first, item))
                {
                    throw new PatchException(PatchErrorReason.Internal, $"list element types are not identical: [{string.Join(' ', Describe(lists))}]");
                }
            }
        }

        return first?.IsObject ?? throw new PatchException(PatchErrorReason.Internal, "no elements in any of the given slices");
    }

    /// <summary>What an item is told apart by: its merge key, or itself.</summary>
    public static DocumentNode? KeyOf(DocumentNode item, string mergeKey) => mergeKey.Length == 0 ? item : item[mergeKey];

    public static DocumentNode RequireKey(DocumentNode item, string mergeKey)
    {
        if (!item.IsObject)
        {
            throw StrategicErrors.NotAMap(item);
        }

        return item[mergeKey] ?? throw StrategicErrors.NoMergeKey(item, mergeKey);
    }

    public static bool IsDelete(DocumentNode item) => item[Directive]?.AsString() == "delete";

    /// <summary>Items that are in <paramref name="partitionBy"/>, and the others.</summary>
    public static (List<DocumentNode> Patch, List<DocumentNode> ServerOnly) Partition(IList<DocumentNode> items, IList<DocumentNode> partitionBy, string mergeKey)
    {
        List<DocumentNode> patch = [], serverOnly = [];
        var positions = new ItemPositions(partitionBy, mergeKey);
        foreach (var item in items)
        {
            var key = mergeKey.Length == 0 ? item : RequireKey(item, mergeKey);
            (positions.Of(key) >= 0 ? patch : serverOnly).Add(item);
        }

        return (patch, serverOnly);
    }

    /// <summary>Both lists in their orders, interleaved by the order of the live list where it knows the items.</summary>
    public static List<DocumentNode> Interleave(
        List<DocumentNode> patch, List<DocumentNode> serverOnly, IList<DocumentNode> patchOrder, IList<DocumentNode> serverOrder, string mergeKey)
    {
        var right = Sort(patch, patchOrder, mergeKey);
        var left = Sort(serverOnly, serverOrder, mergeKey);
        var merged = new List<DocumentNode>(left.Count + right.Count);
        var positions = new ItemPositions(serverOrder, mergeKey);
        int i = 0, j = 0;
        while (i < left.Count || j < right.Count)
        {
            var takeLeft = j >= right.Count || (i < left.Count && ComesBefore(KeyOf(left[i], mergeKey), KeyOf(right[j], mergeKey), positions));
            merged.Add(takeLeft ? left[i++] : right[j++]);
        }

        return merged;
    }

    /// <summary>The items in the given order, those to be deleted last.</summary>
    public static List<DocumentNode> Sort(List<DocumentNode> items, IList<DocumentNode> order, string mergeKey)
    {
        List<DocumentNode> kept = items, deleted = [];
        if (mergeKey.Length > 0)
        {
            foreach (var item in items.Concat(order))
            {
                RequireKey(item, mergeKey);
            }

            kept = [.. items.Where(item => !IsDelete(item))];
            deleted = [.. items.Where(IsDelete)];
        }

        kept = SortKept(kept, new ItemPositions(order, mergeKey), mergeKey);
        kept.AddRange(deleted);
        return kept;
    }

    private static List<DocumentNode> SortKept(List<DocumentNode> items, ItemPositions order, string mergeKey)
    {
        var positions = items.ConvertAll(item => order.Of(KeyOf(item, mergeKey)));
        if (!positions.Contains(-1))
        {
            return [.. items.Zip(positions).OrderBy(pair => pair.Second).Select(pair => pair.First)];
        }

        // Insertion sort as Go's SliceStable does it: an item the order does not know moves forward past every other.
        for (var i = 1; i < items.Count; i++)
        {
            for (var j = i; j > 0 && (positions[j] < 0 || positions[j - 1] < 0 || positions[j] < positions[j - 1]); j--)
            {
                (items[j], items[j - 1]) = (items[j - 1], items[j]);
                (positions[j], positions[j - 1]) = (positions[j - 1], positions[j]);
            }
        }

        return items;
    }

    /// <summary>Removes repeated scalars. Their order does not matter: the patch's and the live list's are enforced afterwards.</summary>
    public static List<DocumentNode> Deduplicate(List<DocumentNode> items) => [.. items.DistinctBy(item => item.ToString(), StringComparer.Ordinal)];

    public static string Text(DocumentNode? node) => node is null ? "<nil>" : GoFormat.Plain(node.ToValue());

    private static bool ComesBefore(DocumentNode? left, DocumentNode? right, ItemPositions order) =>
        order.Of(left) is >= 0 and var i && order.Of(right) is >= 0 and var j && i < j;

    private static List<string> Describe(ReadOnlySpan<IList<DocumentNode>> lists)
    {
        var texts = new List<string>();
        foreach (var list in lists)
        {
            texts.Add($"[{string.Join(' ', list.Select(Text))}]");
        }

        return texts;
    }
}
