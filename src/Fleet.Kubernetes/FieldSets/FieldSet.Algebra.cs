using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.FieldSets;

public sealed partial class FieldSet
{
    /// <summary>Fields in either set.</summary>
    public FieldSet Union(FieldSet other)
    {
        if (ReferenceEquals(this, other) || other.IsEmpty)
        {
            return this;
        }

        if (IsEmpty)
        {
            return other;
        }

        var merge = new Merger(_elements.Length + other._elements.Length);
        int i = 0, j = 0;
        while (i < _elements.Length || j < other._elements.Length)
        {
            var order = Order(other, i, j);
            merge.Add(order <= 0 ? _elements[i] : other._elements[j], order < 0 ? Child(i) : order > 0 ? other.Child(j) : Child(i).Union(other.Child(j)));
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        return merge.Build(_isMember || other._isMember);
    }

    /// <summary>Fields in both sets.</summary>
    public FieldSet Intersection(FieldSet other)
    {
        if (ReferenceEquals(this, other))
        {
            return this;
        }

        var merge = new Merger(Math.Min(_elements.Length, other._elements.Length));
        int i = 0, j = 0;
        while (i < _elements.Length && j < other._elements.Length)
        {
            var order = Order(other, i, j);
            if (order == 0)
            {
                merge.Add(_elements[i], Child(i).Intersection(other.Child(j)));
            }

            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        return merge.Build(_isMember && other._isMember);
    }

    /// <summary>Fields of this set that are not in the other; children of a field that is taken away stay.</summary>
    public FieldSet Difference(FieldSet other) => Subtract(other, recursive: false);

    /// <summary>Fields of this set that are neither in the other nor below one that is.</summary>
    public FieldSet RecursiveDifference(FieldSet other) => Subtract(other, recursive: true);

    /// <summary>Only the members that have no members below them.</summary>
    public FieldSet Leaves()
    {
        if (_elements.Length == 0)
        {
            return this;
        }

        var merge = new Merger(_elements.Length);
        for (var i = 0; i < _elements.Length; i++)
        {
            merge.Add(_elements[i], Child(i).Leaves());
        }

        return merge.Build(isMember: false);
    }

    /// <summary>
    /// Adds the declared fields that lead to a member: a set of <c>a.b.c</c> then has <c>a</c> when that is a declared field, but not <c>a.b</c>
    /// when that is an entry of a map.
    /// </summary>
    public FieldSet EnsureNamedFieldsAreMembers(Schema? schema)
    {
        if (_elements.Length == 0)
        {
            return this;
        }

        var merge = new Merger(_elements.Length);
        for (var i = 0; i < _elements.Length; i++)
        {
            var element = _elements[i];
            var child = Child(i);
            if (child._elements.Length > 0)
            {
                var named = element.FieldName is { } name && schema is { Kind: SchemaKind.Object } && schema.Fields.ContainsKey(name);
                child = child.EnsureNamedFieldsAreMembers(SchemaBelow(schema, element)).WithMember(child._isMember || named);
            }

            merge.Add(element, child);
        }

        return merge.Build(_isMember);
    }

    /// <summary>True when every field of this set is in the other.</summary>
    public bool IsSubsetOf(FieldSet other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (_isMember && !other._isMember)
        {
            return false;
        }

        for (int i = 0, j = 0; i < _elements.Length; i++, j++)
        {
            while (j < other._elements.Length && other._elements[j].CompareTo(_elements[i]) < 0)
            {
                j++;
            }

            if (j == other._elements.Length || other._elements[j] != _elements[i] || !Child(i).IsSubsetOf(other.Child(j)))
            {
                return false;
            }
        }

        return true;
    }

    internal static Schema? SchemaBelow(Schema? schema, PathElement element) => schema switch
    {
        null => null,
        { Kind: SchemaKind.Any } => schema,
        { Kind: SchemaKind.List } => element.FieldName is null ? schema.Items : null,
        _ => element.FieldName is { } name ? schema.Field(name) : null,
    };

    private FieldSet Subtract(FieldSet other, bool recursive)
    {
        if (other.IsEmpty || IsEmpty)
        {
            return this;
        }

        var merge = new Merger(_elements.Length);
        int i = 0, j = 0;
        while (i < _elements.Length)
        {
            var order = Order(other, i, j);
            if (order < 0)
            {
                merge.Add(_elements[i], Child(i));
            }
            else if (order == 0 && !(recursive && other.Child(j)._isMember))
            {
                merge.Add(_elements[i], Child(i).Subtract(other.Child(j), recursive));
            }

            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        return merge.Build(_isMember && !other._isMember);
    }

    /// <summary>Which of the two next elements comes first; what has run out comes last.</summary>
    private int Order(FieldSet other, int i, int j) =>
        i == _elements.Length ? 1 : j == other._elements.Length ? -1 : _elements[i].CompareTo(other._elements[j]);

    /// <summary>Collects children in their order, leaving out empty ones.</summary>
    private ref struct Merger(int capacity)
    {
        private readonly PathElement[] _elements = capacity == 0 ? NoElements : new PathElement[capacity];
        private readonly FieldSet[] _children = new FieldSet[capacity];
        private int _count;

        public void Add(PathElement element, FieldSet child)
        {
            if (!child.IsEmpty)
            {
                _elements[_count] = element;
                _children[_count++] = child;
            }
        }

        public readonly FieldSet Build(bool isMember) => _count == _elements.Length
            ? Node(isMember, _elements, _children)
            : Node(isMember, _elements.AsSpan(0, _count).ToArray(), _children.AsSpan(0, _count).ToArray());
    }
}
