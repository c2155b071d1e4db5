using System.Runtime.CompilerServices;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Schemas;
using Fleet.Kubernetes.TypedValues;

namespace Fleet.Kubernetes.FieldSets;

/// <summary>
/// An immutable set of fields of an object, kept as a tree: what <c>metadata.managedFields[].fieldsV1</c> says. Sorted as structured-merge-diff
/// sorts, so that it is written byte for byte as the API server writes it.
/// </summary>
/// <remarks>
/// A node says whether it is a member itself (the <c>"."</c> of FieldsV1) and names its children. Children without children of their own are one
/// shared leaf, and a node whose children are all leaves has no array of nodes: 40 bytes and 8 a field.
/// </remarks>
public sealed partial class FieldSet : IEquatable<FieldSet>
{
    private static readonly PathElement[] NoElements = [];

    /// <summary>Sorted, unique.</summary>
    private readonly PathElement[] _elements;

    /// <summary>The child of each element; null when every child is <see cref="Leaf"/>.</summary>
    private readonly FieldSet[]? _children;

    private readonly bool _isMember;

    private int _hash;

    private FieldSet(bool isMember, PathElement[] elements, FieldSet[]? children)
    {
        _isMember = isMember;
        _elements = elements;
        _children = children;
    }

    /// <summary>No field at all.</summary>
    public static FieldSet Empty { get; } = new(false, NoElements, null);

    /// <summary>A node that is a member and has no children.</summary>
    internal static FieldSet Leaf { get; } = new(true, NoElements, null);

    public bool IsEmpty => _elements.Length == 0 && !_isMember;

    /// <summary>How many fields are members.</summary>
    public int Count
    {
        get
        {
            var count = _isMember ? 1 : 0;
            for (var i = 0; i < _elements.Length; i++)
            {
                count += Child(i).Count;
            }

            return count;
        }
    }

    internal bool IsMember => _isMember;

    internal ReadOnlySpan<PathElement> Elements => _elements;

    /// <summary>The set of the given paths. The root itself is never a member: an empty path is left out.</summary>
    public static FieldSet Of(params IEnumerable<FieldPath> paths)
    {
        var set = Empty;
        foreach (var path in paths)
        {
            if (path.Elements.Length > 0)
            {
                set = set.Union(Single(path.Elements));
            }
        }

        return set;
    }

    /// <summary>
    /// The fields an applied configuration mentions and thereby owns: leaves, list items and map entries; declared fields that hold others are not
    /// members themselves.
    /// </summary>
    public static FieldSet FromObject(DocumentValue value, Schema schema, FieldSetPool? pool = null) => TypedFieldSet.Of(value, schema, pool ?? new FieldSetPool());

    /// <summary>Says whether the field is a member (not merely an ancestor of one).</summary>
    public bool Contains(FieldPath path)
    {
        var node = this;
        foreach (var element in path.Elements)
        {
            if (node.Find(element) is not { } child)
            {
                return false;
            }

            node = child;
        }

        return node._isMember && path.Elements.Length > 0;
    }

    /// <summary>The members below <paramref name="element"/>, as a set of their own; empty when there is none.</summary>
    public FieldSet Below(PathElement element) => Find(element)?.WithMember(false) ?? Empty;

    /// <summary>Every member, parents before children and, among siblings, members before what has only children (the order of upstream's messages).</summary>
    public IEnumerable<FieldPath> Paths() => Paths([]);

    public bool Equals(FieldSet? other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (other is null || _isMember != other._isMember || _elements.Length != other._elements.Length || GetHashCode() != other.GetHashCode())
        {
            return false;
        }

        for (var i = 0; i < _elements.Length; i++)
        {
            if (_elements[i] != other._elements[i] || !Child(i).Equals(other.Child(i)))
            {
                return false;
            }
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as FieldSet);

    public override int GetHashCode()
    {
        if (_hash != 0)
        {
            return _hash;
        }

        var hash = new HashCode();
        hash.Add(_isMember);
        for (var i = 0; i < _elements.Length; i++)
        {
            hash.Add(_elements[i]);
            hash.Add(Child(i).GetHashCode());
        }

        return _hash = hash.ToHashCode() | 1;
    }

    /// <summary>One path a line.</summary>
    public override string ToString() => string.Join('\n', Paths());

    internal static FieldSet Node(bool isMember, PathElement[] elements, FieldSet[]? children)
    {
        if (elements.Length == 0)
        {
            return isMember ? Leaf : Empty;
        }

        return new(isMember, elements, children is not null && AllLeaves(children) ? null : children);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal FieldSet Child(int index) => _children is null ? Leaf : _children[index];

    internal FieldSet? Find(PathElement element)
    {
        var low = 0;
        var high = _elements.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            var order = _elements[middle].CompareTo(element);
            if (order == 0)
            {
                return Child(middle);
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }

    internal FieldSet WithMember(bool isMember) => _isMember == isMember ? this : Node(isMember, _elements, _children);

    private static bool AllLeaves(FieldSet[] children)
    {
        foreach (var child in children)
        {
            if (!ReferenceEquals(child, Leaf))
            {
                return false;
            }
        }

        return true;
    }

    private static FieldSet Single(ReadOnlySpan<PathElement> path)
    {
        var node = Leaf;
        for (var i = path.Length - 1; i >= 0; i--)
        {
            node = Node(false, [path[i]], [node]);
        }

        return node;
    }

    private IEnumerable<FieldPath> Paths(PathElement[] prefix)
    {
        for (var i = 0; i < _elements.Length; i++)
        {
            if (Child(i)._isMember)
            {
                yield return new FieldPath([.. prefix, _elements[i]]);
            }
        }

        for (var i = 0; i < _elements.Length; i++)
        {
            if (Child(i)._elements.Length > 0)
            {
                foreach (var path in Child(i).Paths([.. prefix, _elements[i]]))
                {
                    yield return path;
                }
            }
        }
    }
}
