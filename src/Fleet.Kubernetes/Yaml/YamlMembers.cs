namespace Fleet.Kubernetes.Yaml;

/// <summary>
/// The members of a mapping by key, in order. A merge key (<c>&lt;&lt;</c>) sets members where it stands: what follows it overrides it, as
/// go-yaml v2 has it; of a list of mappings the first wins.
/// </summary>
internal sealed class YamlMembers(YamlOptions options)
{
    private readonly YamlOptions _options = options;
    private readonly List<(string Key, YamlNode Value)> _pairs = [];
    private readonly Dictionary<string, Member> _places = new(StringComparer.Ordinal);
    private int _merged;

    public IReadOnlyList<(string Key, YamlNode Value)> Pairs => _pairs;

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
            AddAll(target, merged: true);
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

            AddAll(item, merged: true);
        }
    }

    private void Set(YamlNode keyNode, YamlNode value, bool merged)
    {
        if (merged && ++_merged > _options.MaxAliasedNodes)
        {
            throw new YamlFormatException(keyNode.Line, "document contains excessive aliasing");
        }

        var key = YamlScalars.Key(Follow(keyNode));
        if (!_places.TryGetValue(key, out var member))
        {
            _places[key] = new Member(_pairs.Count, merged);
            _pairs.Add((key, value));
            return;
        }

        if (!merged && !member.Merged && !_options.AllowDuplicateKeys)
        {
            throw YamlFormatException.DuplicateKey(keyNode.Line, key);
        }

        _pairs[member.Place] = (key, value);
        _places[key] = member with { Merged = merged };
    }

    private static YamlNode Follow(YamlNode node) => node.Kind == YamlNodeKind.Alias ? node.Target! : node;

    private static YamlFormatException NotMergeable(YamlNode node) => new(node.Line, "map merge requires map or sequence of maps as the value");

    private readonly record struct Member(int Place, bool Merged);
}
