using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.Patches;

/// <summary>Merges a strategic merge patch into an object, or (to make a three-way patch) one patch into another.</summary>
/// <param name="appliesDirectives">
/// The target is an object: parallel lists and retained keys take effect and nulls without a counterpart go. Else the target is a patch, and keeps them.
/// </param>
/// <remarks>Source: k8s.io/apimachinery/pkg/util/strategicpatch/patch.go (mergeMap and what it calls). Changes its arguments.</remarks>
internal sealed class StrategicMerger(bool appliesDirectives)
{
    internal const string DeleteFromPrimitiveList = "$deleteFromPrimitiveList";
    internal const string SetElementOrder = "$setElementOrder";
    internal const string RetainKeys = "$retainKeys";

    public DocumentNode Merge(DocumentNode original, DocumentNode patch, Schema schema)
    {
        if (patch[StrategicLists.Directive] is { } directive)
        {
            return ApplyDirective(directive, patch);
        }

        ApplyRetainKeys(original, patch);
        foreach (var name in patch.Names.Where(name => name.StartsWith(SetElementOrder, StringComparison.Ordinal)))
        {
            ApplyElementOrder(original, patch, name, schema);
        }

        if (appliesDirectives)
        {
            original.RemoveAll(patch.Names.Where(name => patch[name]!.IsNull && !name.StartsWith('$')).ToHashSet(StringComparer.Ordinal));
        }

        foreach (var name in patch.Names)
        {
            MergeMember(original, name, patch[name]!, schema);
        }

        return original;
    }

    private static DocumentNode ApplyDirective(DocumentNode directive, DocumentNode patch)
    {
        switch (directive.AsString())
        {
            case StrategicField.Replace:
                patch.Remove(StrategicLists.Directive);
                return patch;
            case "delete":
                return DocumentNode.Object();
            default:
                throw StrategicErrors.BadDirective(directive, patch);
        }
    }

    private void MergeMember(DocumentNode original, string name, DocumentNode value, Schema schema)
    {
        var isDeleteList = name.StartsWith(DeleteFromPrimitiveList, StringComparison.Ordinal);
        if (isDeleteList)
        {
            if (!appliesDirectives)
            {
                original[name] = value;
                return;
            }

            name = FieldOf(name, DeleteFromPrimitiveList) ?? throw StrategicErrors.PrimitiveList();
        }

        if (value.IsNull)
        {
            original.Remove(name);
            if (appliesDirectives)
            {
                return;
            }
        }

        if (original[name] is not { } existing || !StrategicLists.IsSameType(existing, value))
        {
            original[name] = value;
            return;
        }

        var field = StrategicField.Find(schema, name);
        if (existing.IsObject)
        {
            original[name] = field.Strategy == StrategicField.Replace ? value : Merge(existing, value, field.Schema);
        }
        else if (existing.IsArray)
        {
            original[name] = MergeList(existing, value, field, isDeleteList);
        }
        else
        {
            original[name] = value;
        }
    }

    private DocumentNode MergeList(DocumentNode original, DocumentNode patch, StrategicField field, bool isDeleteList)
    {
        if (field.Strategy != StrategicField.Merge)
        {
            return patch;
        }

        var lives = original.Items;
        var patches = patch.Items;
        if (lives.Count == 0 && patches.Count == 0)
        {
            return original;
        }

        List<DocumentNode> merged;
        if (!StrategicLists.AreMaps(lives, patches))
        {
            if (appliesDirectives && isDeleteList)
            {
                var deleted = new ItemPositions(patches, "");
                return DocumentNode.Array(lives.Where(item => deleted.Of(item) < 0));
            }

            merged = StrategicLists.Deduplicate([.. lives, .. patches]);
        }
        else
        {
            if (field.MergeKey.Length == 0)
            {
                throw new PatchException(PatchErrorReason.Internal, "cannot merge lists without merge key for type map");
            }

            (lives, patches) = ApplyItemDirectives(lives, patches, field.MergeKey);
            merged = MergeItems([.. lives], patches, field);
        }

        var (patchItems, serverOnly) = StrategicLists.Partition(merged, patches, field.MergeKey);
        return DocumentNode.Array(StrategicLists.Interleave(patchItems, serverOnly, patches, lives, field.MergeKey));
    }

    /// <summary>Takes out of the patch the items that are directives: those that delete an item, and the one that replaces the list.</summary>
    private static (IList<DocumentNode> Original, IList<DocumentNode> Patch) ApplyItemDirectives(IList<DocumentNode> original, IList<DocumentNode> patch, string mergeKey)
    {
        List<DocumentNode> ordinary = [];
        var deleted = new HashSet<string>(StringComparer.Ordinal);
        var replaces = false;
        foreach (var item in patch)
        {
            if (item[StrategicLists.Directive] is not { } directive)
            {
                ordinary.Add(item);
                continue;
            }

            switch (directive.AsString())
            {
                case "delete":
                    var key = item[mergeKey] ?? throw StrategicErrors.NoMergeKey(item, mergeKey);
                    deleted.Add(key.ToString());
                    break;
                case StrategicField.Replace:
                    replaces = true;
                    break;
                case StrategicField.Merge:
                    throw new PatchException(PatchErrorReason.Internal, "merging lists cannot yet be specified in the patch");
                default:
                    throw StrategicErrors.BadDirective(directive, item);
            }
        }

        return replaces ? (ordinary, []) : ([.. original.Where(live => live[mergeKey] is not { } key || !deleted.Contains(key.ToString()))], ordinary);
    }

    private List<DocumentNode> MergeItems(List<DocumentNode> original, IList<DocumentNode> patch, StrategicField field)
    {
        var positions = new ItemPositions([.. original], field.MergeKey);
        var added = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var item in patch)
        {
            var key = item[field.MergeKey] ?? throw StrategicErrors.NoMergeKey(item, field.MergeKey);
            var index = positions.Of(key);
            if (index >= 0 || added.TryGetValue(key.ToString(), out index))
            {
                original[index] = Merge(original[index], item, field.Items);
            }
            else
            {
                added.Add(key.ToString(), original.Count);
                original.Add(item);
            }
        }

        return original;
    }

    private void ApplyRetainKeys(DocumentNode original, DocumentNode patch)
    {
        if (patch[RetainKeys] is not { } retained)
        {
            return;
        }

        patch.Remove(RetainKeys);
        if (!appliesDirectives)
        {
            if (original[RetainKeys] is { } other && !other.DeepEquals(retained))
            {
                throw new PatchException(
                    PatchErrorReason.Internal,
                    $"{StrategicLists.Text(other)} and {StrategicLists.Text(retained)} are not deep equal: this may happen when calculating the 3-way diff patch");
            }

            original[RetainKeys] = retained;
            return;
        }

        if (!retained.IsArray)
        {
            throw StrategicErrors.RetainKeys();
        }

        var keys = retained.Items.Select(key => key.AsString()).ToHashSet(StringComparer.Ordinal);
        var isUnlisted = patch.Names.Any(name => !patch[name]!.IsNull && !keys.Contains(name)
            && !name.StartsWith(DeleteFromPrimitiveList, StringComparison.Ordinal) && !name.StartsWith(SetElementOrder, StringComparison.Ordinal));
        if (isUnlisted)
        {
            throw StrategicErrors.RetainKeys();
        }

        foreach (var name in original.Names.Where(name => !keys.Contains(name)))
        {
            original.Remove(name);
        }
    }

    /// <summary>Merges a list together with the order it is given, and takes both out of the patch.</summary>
    private void ApplyElementOrder(DocumentNode original, DocumentNode patch, string directive, Schema schema)
    {
        var order = patch[directive]!;
        if (!appliesDirectives)
        {
            if (original[directive] is { } other && !other.DeepEquals(order))
            {
                throw StrategicErrors.ElementOrder();
            }

            original[directive] = order;
        }

        patch.Remove(directive);
        var orderItems = StrategicLists.ItemsOf(order);
        var name = FieldOf(directive, SetElementOrder) ?? throw StrategicErrors.ElementOrder();
        var live = original[name];
        var change = patch[name];
        IList<DocumentNode> liveItems = live is null ? [] : StrategicLists.ItemsOf(live);
        IList<DocumentNode> changeItems = change is null ? [] : StrategicLists.ItemsOf(change);
        var field = StrategicField.Find(schema, name);
        CheckOrder(changeItems, orderItems, field.MergeKey);
        if (live is null && change is null)
        {
            return;
        }

        var areMaps = StrategicLists.AreMaps(liveItems, changeItems);
        IList<DocumentNode> liveOrder = [.. liveItems];
        var merged = live is null ? changeItems : change is null ? liveItems : MergeList(live, change, field, isDeleteList: false).Items;
        var (patchItems, serverOnly) = StrategicLists.Partition(merged, orderItems, field.MergeKey);
        original[name] = DocumentNode.Array(StrategicLists.Interleave(patchItems, serverOnly, orderItems, liveOrder, areMaps ? field.MergeKey : ""));
        patch.Remove(name);
    }

    /// <summary>The items of the patch must be in the given order, and all of them in it.</summary>
    private static void CheckOrder(IList<DocumentNode> patch, IList<DocumentNode> order, string mergeKey)
    {
        if (patch.Count == 0 || order.Count == 0)
        {
            return;
        }

        var items = patch.Where(item => mergeKey.Length == 0 || item[StrategicLists.Directive] is null).ToList();
        int i = 0, j = 0;
        for (; i < items.Count && j < order.Count; j++)
        {
            var key = mergeKey.Length == 0 ? items[i] : StrategicLists.RequireKey(items[i], mergeKey);
            var other = mergeKey.Length == 0 ? order[j] : StrategicLists.RequireKey(order[j], mergeKey);
            i += key.DeepEquals(other) ? 1 : 0;
        }

        if (i < items.Count)
        {
            throw new PatchException(
                PatchErrorReason.Internal,
                $"The order in patch list:\n[{string.Join(' ', patch.Select(StrategicLists.Text))}]\n doesn't match {SetElementOrder} list:\n[{string.Join(' ', order.Select(StrategicLists.Text))}]\n");
        }
    }

    /// <summary>The field of a parallel list: <c>$setElementOrder/containers</c> → <c>containers</c>.</summary>
    private static string? FieldOf(string directive, string prefix) =>
        directive.Length > prefix.Length && directive[prefix.Length] == '/' ? directive[(prefix.Length + 1)..] : null;
}
