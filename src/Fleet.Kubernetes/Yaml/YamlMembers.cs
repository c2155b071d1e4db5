using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Yaml;

/// <summary>
/// The members of a mapping by key, in order. A merge key (<c>&lt;&lt;</c>) sets members where it stands: what follows it overrides it, as
/// go-yaml v2 has it; of a list of mappings the first wins.
/// </summary>
internal sealed class YamlMembers(YamlBudget budget)
{
    private readonly List<(string Key, YamlNode Value, bool Merged)> _pairs = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private int _depth;

    public IReadOnlyList<(string Key, YamlNode Value, bool Merged)> Pairs => _pairs;

    public void AddAll(YamlNode mapping) => AddAll(mapping, merged: false);

    private void AddAll(YamlNode mapping, bool merged)
    {
        for (var i = 0; i < mapping.Children.Count; i += 2)
        {
            var key = mapping.Children[i];
            if (key is { Kind: YamlNodeKind.Scalar, Text: "<<" } && (key.IsPlain || key.Tag == YamlScalars.TagPrefix + "merge"))
            {
                Merge(mapping.Children[i + 1]);
            }
            else
            {
                Set(key, mapping.Children[i + 1], merged);
            }
        }
    }

    private void Merge(YamlNode value)
    {
        var target = Follow(value);
        if (target.Kind == YamlNodeKind.Mapping)
        {
            AddMerged(target);
            return;
        }

        if (target.Kind != YamlNodeKind.Sequence)
        {
            throw NotMergeable(value);
        }

        for (var i = target.Children.Count - 1; i >= 0; i--)
        {
            var item = Follow(target.Children[i]);
            if (item.Kind != YamlNodeKind.Mapping)
            {
                throw NotMergeable(value);
            }

            AddMerged(item);
        }
    }

    /// <summary>Mappings that merge one another form a chain, which no nesting in the text bounds.</summary>
    private void AddMerged(YamlNode mapping)
    {
        budget.Spend(mapping.Line);
        if (++_depth > Document.MaxDepth)
        {
            throw YamlBudget.Excessive(mapping.Line);
        }

        AddAll(mapping, merged: true);
        _depth--;
    }

    private void Set(YamlNode keyNode, YamlNode value, bool merged)
    {
        if (merged)
        {
            budget.Spend(keyNode.Line);
        }

        var key = YamlScalars.Key(Follow(keyNode));
        if (!_places.TryGetValue(key, out var place))
        {
            _places[key] = _pairs.Count;
            _pairs.Add((key, value, merged));
            return;
        }

        if (!merged && !_pairs[place].Merged && !budget.AllowDuplicateKeys)
        {
            throw YamlFormatException.DuplicateKey(keyNode.Line, key);
        }

        _pairs[place] = (key, value, merged);
    }

    private static YamlNode Follow(YamlNode node) => node.Kind == YamlNodeKind.Alias ? node.Target! : node;

    private static YamlFormatException NotMergeable(YamlNode node) => new(node.Line, "map merge requires map or sequence of maps as the value");
}
