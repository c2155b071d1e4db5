using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Patches;

/// <summary>
/// Where items stand in a list, found by what tells them apart. Long lists are indexed: a patch comes from outside and may be as long as a request.
/// </summary>
internal sealed class ItemPositions
{
    private const int IndexFrom = 16;
    private readonly IList<DocumentNode> _list;
    private readonly string _mergeKey;
    private readonly Dictionary<string, int>? _index;

    public ItemPositions(IList<DocumentNode> list, string mergeKey)
    {
        _list = list;
        _mergeKey = mergeKey;
        if (list.Count <= IndexFrom)
        {
            return;
        }

        _index = new Dictionary<string, int>(list.Count, StringComparer.Ordinal);
        for (var i = 0; i < list.Count; i++)
        {
            _index.TryAdd(Text(StrategicLists.KeyOf(list[i], mergeKey)), i);
        }
    }

    /// <summary>The first position of the key, or -1. An item without a key is found by the absence of one.</summary>
    public int Of(DocumentNode? key)
    {
        if (_index is not null)
        {
            return _index.GetValueOrDefault(Text(key), -1);
        }

        for (var i = 0; i < _list.Count; i++)
        {
            var other = StrategicLists.KeyOf(_list[i], _mergeKey);
            if (key is null ? other is null : key.DeepEquals(other))
            {
                return i;
            }
        }

        return -1;
    }

    private static string Text(DocumentNode? key) => key is null ? "" : key.ToString();
}
