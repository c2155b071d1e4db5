using System.Diagnostics.CodeAnalysis;

namespace Fleet.Kubernetes.Documents;

/// <summary>
/// A mutable view over a value while an object is being changed (defaults filled in, a patch applied). It starts as a position in a document and
/// turns into members or items of its own only where it is touched; <see cref="ToDocument"/> copies what was not touched by its bytes.
/// Nothing keeps a node: what is stored, compared and served are documents. Not thread safe.
/// </summary>
public sealed class DocumentNode
{
    private DocumentValue _value;
    private OrderedDictionary<string, DocumentNode>? _members;
    private List<DocumentNode>? _items;

    private DocumentNode(DocumentValue value) => _value = value;

    private DocumentNode(OrderedDictionary<string, DocumentNode> members) => _members = members;

    private DocumentNode(List<DocumentNode> items) => _items = items;

    public DocumentKind Kind => _members is not null ? DocumentKind.Object : _items is not null ? DocumentKind.Array : _value.Kind;

    public bool IsObject => Kind == DocumentKind.Object;

    public bool IsArray => Kind == DocumentKind.Array;

    public bool IsNull => Kind == DocumentKind.Null;

    /// <summary>How many members or items a container has; 0 for a scalar.</summary>
    public int Count => _members?.Count ?? _items?.Count ?? _value.Count;

    /// <summary>The names of an object's members in their order; empty for anything else. Safe to change the object while going through it.</summary>
    public IReadOnlyList<string> Names => IsObject ? [.. MutableMembers.Keys] : [];

    /// <summary>The items of an array, live: changes show in the node.</summary>
    /// <exception cref="InvalidOperationException">The node is not an array.</exception>
    public IList<DocumentNode> Items => MutableItems;

    /// <summary>
    /// A member of an object: null when it is not there (or this is not an object). JSON null is a node (<see cref="Null"/>); see <see cref="Remove"/> and <see cref="With"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">Setting a member of what is not an object.</exception>
    [DisallowNull]
    public DocumentNode? this[string name]
    {
        get
        {
            if (!IsObject)
            {
                return null;
            }

            if (_members is null && !_value[name].Exists)
            {
                return null;
            }

            return MutableMembers.GetValueOrDefault(name);
        }
        set => MutableMembers[name] = value;
    }

    private OrderedDictionary<string, DocumentNode> MutableMembers
    {
        get
        {
            if (_members is null)
            {
                if (!_value.IsObject)
                {
                    throw new InvalidOperationException($"The value is {Kind}, not an object.");
                }

                _members = new OrderedDictionary<string, DocumentNode>(StringComparer.Ordinal);
                foreach (var (name, value) in _value.Members)
                {
                    // A repeated name: the last one counts, as in encoding/json.
                    _members[name] = new DocumentNode(value);
                }

                _value = default;
            }

            return _members;
        }
    }

    private List<DocumentNode> MutableItems
    {
        get
        {
            if (_items is null)
            {
                if (!_value.IsArray)
                {
                    throw new InvalidOperationException($"The value is {Kind}, not an array.");
                }

                _items = [];
                foreach (var item in _value.Items)
                {
                    _items.Add(new DocumentNode(item));
                }

                _value = default;
            }

            return _items;
        }
    }

    public static implicit operator DocumentNode(string value) => String(value);

    public static implicit operator DocumentNode(long value) => Number(value);

    public static implicit operator DocumentNode(bool value) => Boolean(value);

    public static implicit operator DocumentNode(DocumentValue value) => From(value);

    public static implicit operator DocumentNode(Document document) => From(document.Root);

    /// <summary>A node over a value; an undefined value becomes null.</summary>
    public static DocumentNode From(DocumentValue value) => value.Exists ? new(value) : Null();

    public static DocumentNode Object(params ReadOnlySpan<(string Name, DocumentNode? Value)> members)
    {
        var node = new DocumentNode(new OrderedDictionary<string, DocumentNode>(StringComparer.Ordinal));
        foreach (var (name, value) in members)
        {
            if (value is not null)
            {
                node._members![name] = value;
            }
        }

        return node;
    }

    public static DocumentNode Array(params IEnumerable<DocumentNode> items) => new(new List<DocumentNode>(items));

    public static DocumentNode String(string value) => Scalar(builder => builder.String(value));

    public static DocumentNode Number(long value) => Scalar(builder => builder.Number(value));

    public static DocumentNode Number(double value) => Scalar(builder => builder.Number(value));

    public static DocumentNode Boolean(bool value) => new(value ? Literals.True : Literals.False);

    public static DocumentNode Null() => new(Literals.Null);

    /// <summary>Sets a member only where it is not there yet; says whether it did.</summary>
    public bool SetDefault(string name, DocumentNode value) => this[name] is null && MutableMembers.TryAdd(name, value);

    /// <summary>Sets a member, or removes it when <paramref name="value"/> is null; for chaining.</summary>
    public DocumentNode With(string name, DocumentNode? value)
    {
        if (value is null)
        {
            Remove(name);
        }
        else
        {
            this[name] = value;
        }

        return this;
    }

    public bool Remove(string name) => this[name] is not null && MutableMembers.Remove(name);

    /// <summary>Removes members in one pass, however many there are; one by one it is a pass each.</summary>
    public void RemoveAll(IReadOnlySet<string> names)
    {
        const int Few = 4;
        if (names.Count <= Few)
        {
            foreach (var name in names)
            {
                Remove(name);
            }
        }
        else if (IsObject)
        {
            var kept = new OrderedDictionary<string, DocumentNode>(StringComparer.Ordinal);
            foreach (var (name, value) in MutableMembers)
            {
                if (!names.Contains(name))
                {
                    kept.Add(name, value);
                }
            }

            _members = kept;
        }
    }

    public bool Contains(string name) => this[name] is not null;

    /// <summary>The object under <paramref name="name"/>, made when it is absent or null.</summary>
    public DocumentNode GetOrAddObject(string name) => this[name] is { IsNull: false } existing ? existing : this[name] = Object();

    /// <summary>The array under <paramref name="name"/>, made when it is absent or null.</summary>
    public DocumentNode GetOrAddArray(string name) => this[name] is { IsNull: false } existing ? existing : this[name] = Array();

    /// <summary>Reads a chain of members, null where one is missing.</summary>
    public DocumentNode? At(params ReadOnlySpan<string> path)
    {
        var node = this;
        foreach (var name in path)
        {
            if (node[name] is not { } next)
            {
                return null;
            }

            node = next;
        }

        return node;
    }

    public string? AsString() => _value.AsString();

    public long? AsInt64() => _value.AsInt64();

    public bool? AsBoolean() => _value.AsBoolean();

    /// <summary>A copy that changes apart from this one.</summary>
    public DocumentNode Clone()
    {
        if (_members is not null)
        {
            var copy = new OrderedDictionary<string, DocumentNode>(_members.Count, StringComparer.Ordinal);
            foreach (var (name, node) in _members)
            {
                copy.Add(name, node.Clone());
            }

            return new DocumentNode(copy);
        }

        return _items is not null ? new DocumentNode(_items.ConvertAll(item => item.Clone())) : new DocumentNode(_value);
    }

    /// <summary>The current state as a value to read. Free for an untouched node; else the subtree is written out.</summary>
    public DocumentValue ToValue() => _members is null && _items is null ? _value : ToDocument().Root;

    public Document ToDocument() => _members is null && _items is null ? _value.ToDocument() : Document.From(this);

    public bool DeepEquals(DocumentNode? other) => other is not null && ToValue().DeepEquals(other.ToValue());

    public override string ToString() => ToValue().ToString();

    internal void WriteTo(DocumentBuilder builder)
    {
        if (_members is not null)
        {
            builder.StartObject();
            foreach (var (name, node) in _members)
            {
                builder.Name(name);
                node.WriteTo(builder);
            }

            builder.EndObject();
        }
        else if (_items is not null)
        {
            builder.StartArray();
            foreach (var item in _items)
            {
                item.WriteTo(builder);
            }

            builder.EndArray();
        }
        else
        {
            builder.Value(_value);
        }
    }

    private static DocumentNode Scalar(Action<DocumentBuilder> write)
    {
        using var builder = new DocumentBuilder();
        write(builder);
        return new DocumentNode(builder.Build().Root);
    }

    private static class Literals
    {
        public static readonly DocumentValue True = Document.Parse("true").Root;
        public static readonly DocumentValue False = Document.Parse("false").Root;
        public static readonly DocumentValue Null = Document.Parse("null").Root;
    }
}
