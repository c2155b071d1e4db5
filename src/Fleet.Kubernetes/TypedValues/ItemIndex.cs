using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.FieldSets;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.TypedValues;

/// <summary>The items of a granular list by their path elements, in the order of first appearance. Items that have none are left out.</summary>
internal sealed class ItemIndex
{
    private const int IndexFrom = 8;
    private readonly Dictionary<PathElement, ItemEntry>? _index;

    public ItemIndex(DocumentValue list, Schema schema, FieldSetPool pool)
    {
        var count = list.IsArray ? list.Count : 0;
        Entries = new List<ItemEntry>(count);
        _index = count > IndexFrom ? new Dictionary<PathElement, ItemEntry>(count) : null;
        foreach (var item in list.Items)
        {
            if (ListItems.TryElement(schema, item, pool, out var element, out _))
            {
                Add(element, item);
            }
        }
    }

    public List<ItemEntry> Entries { get; }

    public ItemEntry? Find(PathElement element)
    {
        if (_index is not null)
        {
            return _index.GetValueOrDefault(element);
        }

        foreach (var entry in Entries)
        {
            if (entry.Element == element)
            {
                return entry;
            }
        }

        return null;
    }

    private void Add(PathElement element, DocumentValue item)
    {
        if (Find(element) is { } entry)
        {
            entry.Items.Add(item);
            return;
        }

        entry = new ItemEntry(element, [item]);
        Entries.Add(entry);
        _index?.Add(element, entry);
    }
}
