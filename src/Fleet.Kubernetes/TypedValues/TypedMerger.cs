using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.FieldSets;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.TypedValues;

/// <summary>
/// Merges a configuration into an object: no field is removed; where both have a leaf the configuration's counts. What only one side has is copied
/// by its bytes.
/// </summary>
/// <remarks>Source: structured-merge-diff, typed/merge.go; the order of list items is its interleaving of the two orders.</remarks>
internal readonly struct TypedMerger(FieldSetPool pool, DocumentBuilder output)
{
    public void Merge(DocumentValue live, DocumentValue config, Schema schema)
    {
        if (!config.Exists)
        {
            output.Value(live);
            return;
        }

        if (live.Exists)
        {
            // A null does not remove what is below a granular field: nothing is merged into it.
            var shape = TypedSchema.ShapeOf(schema, config);
            if (shape == TypedShape.Map && TypedSchema.IsGranularMap(schema) && live.IsObject && live.HasContent)
            {
                Members(live, config, schema);
                return;
            }

            if (shape == TypedShape.List && TypedSchema.IsGranularList(schema) && live.IsArray && live.HasContent)
            {
                Items(live, config, schema);
                return;
            }
        }

        output.Value(config);
    }

    private void Members(DocumentValue live, DocumentValue config, Schema schema)
    {
        output.StartObject();
        var configs = new MemberCursor(config);
        var matched = 0;
        foreach (var member in live.Members)
        {
            var other = configs.Find(member);
            output.RawName(member.RawName);
            if (!other.Exists)
            {
                output.Value(member.Value);
                continue;
            }

            matched++;
            Merge(member.Value, other, TypedSchema.Member(schema, pool.Field(member.RawName).FieldName!) ?? Schema.Any);
        }

        if (matched < config.Count)
        {
            var lives = new MemberCursor(live);
            foreach (var member in config.Members)
            {
                if (!lives.Find(member).Exists)
                {
                    output.RawName(member.RawName).Value(member.Value);
                }
            }
        }

        output.EndObject();
    }

    private void Items(DocumentValue live, DocumentValue config, Schema schema)
    {
        if (TypedSchema.IsEmpty(config))
        {
            output.Value(live);
            return;
        }

        var lives = ListItems.Elements(schema, live, pool, out var liveItems);
        var configs = ListItems.Elements(schema, config, pool, out var configItems);
        var item = TypedSchema.Item(schema);
        output.StartArray();
        if (!TryMergeInOrder(lives, liveItems, configs, configItems, item))
        {
            foreach (var (left, right) in Interleave(lives, liveItems, new ItemIndex(config, schema, pool)))
            {
                if (left.Exists || right.Exists)
                {
                    Merge(left, right, item);
                }
            }
        }

        output.EndArray();
    }

    /// <summary>The usual case: what the configuration has is in the live list, in the same order, each once.</summary>
    private bool TryMergeInOrder(PathElement[] lives, List<DocumentValue> liveItems, PathElement[] configs, List<DocumentValue> configItems, Schema item)
    {
        var matched = 0;
        foreach (var element in lives)
        {
            matched += matched < configs.Length && element == configs[matched] ? 1 : 0;
        }

        if (matched < configs.Length || ListItems.HasDuplicates(lives))
        {
            return false;
        }

        for (int i = 0, j = 0; i < lives.Length; i++)
        {
            var isShared = j < configs.Length && lives[i] == configs[j];
            Merge(liveItems[i], isShared ? configItems[j++] : default, item);
        }

        return true;
    }

    /// <summary>
    /// Goes through both lists at once. Shared items come in the configuration's order, live items keep their place between shared ones, and a live
    /// item that is there more than once is replaced by the configuration's, not merged with it.
    /// </summary>
    private static IEnumerable<(DocumentValue Live, DocumentValue Config)> Interleave(PathElement[] lives, List<DocumentValue> items, ItemIndex configs)
    {
        var byElement = new Dictionary<PathElement, DocumentValue>(lives.Length);
        for (var k = 0; k < lives.Length; k++)
        {
            byElement[lives[k]] = byElement.ContainsKey(lives[k]) ? default : items[k];
        }

        var shared = new Queue<PathElement>(configs.Entries.Where(entry => byElement.ContainsKey(entry.Element)).Select(entry => entry.Element));
        var merged = new HashSet<PathElement>();
        int i = 0, j = 0;
        while (i < lives.Length || j < configs.Entries.Count)
        {
            if (i < lives.Length)
            {
                var element = lives[i];
                var config = configs.Find(element);
                if (config is null)
                {
                    yield return (items[i], default);
                    i++;
                    continue;
                }

                var isNext = j < configs.Entries.Count && configs.Entries[j].Element == element;
                if (!isNext && j < configs.Entries.Count && shared.Count > 0 && shared.Peek() != element)
                {
                    // Shared, but it is another one's turn: it comes where the configuration has it.
                    i++;
                    continue;
                }

                if (isNext || merged.Contains(element))
                {
                    i++;
                }

                if (j == configs.Entries.Count)
                {
                    // What is left of the live list was merged already.
                    continue;
                }
            }

            if (j < configs.Entries.Count)
            {
                var entry = configs.Entries[j++];
                merged.Add(entry.Element);
                if (shared.Count > 0 && shared.Peek() == entry.Element)
                {
                    shared.Dequeue();
                }

                yield return (byElement.GetValueOrDefault(entry.Element), entry.Items[0]);
            }
        }
    }
}
