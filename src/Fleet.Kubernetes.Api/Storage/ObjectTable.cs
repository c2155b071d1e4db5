using System.Collections.Immutable;

namespace Fleet.Kubernetes.Api.Storage;

/// <summary>An immutable, ordered set of the objects of one resource: a snapshot costs nothing and shares all but the changed path.</summary>
internal readonly struct ObjectTable(ImmutableSortedSet<StoredObject> objects)
{
    public static readonly ObjectTable Empty = new(ImmutableSortedSet.Create<StoredObject>(KeyOrder.Instance));

    private readonly ImmutableSortedSet<StoredObject> _objects = objects;

    public int Count => _objects.Count;

    public StoredObject? Find(ObjectKey key)
    {
        var index = _objects.IndexOf(Probe(key));
        return index < 0 ? null : _objects[index];
    }

    public ObjectTable Set(StoredObject value, bool replaces) => new((replaces ? _objects.Remove(value) : _objects).Add(value));

    public ObjectTable Remove(StoredObject value) => new(_objects.Remove(value));

    public IEnumerable<StoredObject> All => _objects;

    /// <summary>The objects from <paramref name="start"/> to before <paramref name="end"/> (indexes).</summary>
    public IEnumerable<StoredObject> Range(int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            yield return _objects[i];
        }
    }

    /// <summary>The index of the first object after (or at) a key.</summary>
    public int IndexFrom(ObjectKey key, bool after)
    {
        var index = _objects.IndexOf(Probe(key));
        return index < 0 ? ~index : after ? index + 1 : index;
    }

    /// <summary>Where a namespace's objects begin and end.</summary>
    public (int Start, int End) Namespace(ObjectKey key)
    {
        var start = IndexFrom(key with { Name = "" }, after: false);
        var end = IndexFrom(key with { Name = "\uffff" }, after: false);
        return (start, end);
    }

    private static StoredObject Probe(ObjectKey key) => new(key, 0, Documents.Document.EmptyObject);

    private sealed class KeyOrder : IComparer<StoredObject>
    {
        public static readonly KeyOrder Instance = new();

        public int Compare(StoredObject? x, StoredObject? y) => ObjectKey.Compare(x!.Key.Namespace, x.Key.Name, y!.Key.Namespace, y.Key.Name);
    }
}
