using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.FieldSets;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.TypedValues;

/// <summary>The fields a configuration mentions: every leaf, every list item, every map entry; declared fields only as leaves.</summary>
/// <remarks>Source: structured-merge-diff, typed/tofieldset.go.</remarks>
internal struct TypedFieldSet
{
    private readonly FieldSetPool _pool;
    private readonly bool _checks;
    private bool _fits = true;

    private TypedFieldSet(FieldSetPool pool, bool checks)
    {
        _pool = pool;
        _checks = checks;
    }

    public static FieldSet Of(DocumentValue value, Schema schema, FieldSetPool pool) =>
        new TypedFieldSet(pool, checks: false).Walk(value, schema).WithMember(false);

    /// <summary>The same, and on the way whether the value fits the schema; what does not fit is told by <see cref="TypedValidator"/>.</summary>
    public static FieldSet Of(DocumentValue value, Schema schema, FieldSetPool pool, out bool fits)
    {
        var walk = new TypedFieldSet(pool, checks: true);
        var set = walk.Walk(value, schema).WithMember(false);
        fits = walk._fits;
        return set;
    }

    private FieldSet Walk(DocumentValue value, Schema schema)
    {
        switch (TypedSchema.ShapeOf(schema, value))
        {
            case TypedShape.Scalar:
                _fits = _fits && (!_checks || TypedValidator.IsScalar(value, schema));
                return FieldSet.Leaf;
            case TypedShape.List when TypedSchema.IsGranularList(schema):
                return value.IsArray ? Items(value, schema) : Other(value, FieldSet.Empty);
            case TypedShape.Map when TypedSchema.IsGranularMap(schema):
                return value.IsObject ? Members(value, schema) : Other(value, FieldSet.Empty);
            default:
                _fits = _fits && (!_checks || TypedValidator.Validate(value, schema, _pool, allowDuplicates: false) is null);
                return FieldSet.Leaf;
        }
    }

    /// <summary>What is neither of its kind nor null does not fit.</summary>
    private FieldSet Other(DocumentValue value, FieldSet set)
    {
        _fits = _fits && value.IsNullOrUndefined;
        return set;
    }

    private FieldSet Members(DocumentValue value, Schema schema)
    {
        var collector = new FieldSetCollector(value.Count);
        foreach (var member in value.Members)
        {
            var element = _pool.Field(member.RawName);
            var isNamed = TypedSchema.TryMember(schema, element.FieldName!, out var type);
            _fits = _fits && type is not null;
            var child = Walk(member.Value, type ?? Schema.Any);
            var isLeaf = member.Value.Kind == DocumentKind.Null || (member.Value.IsObject && TypedSchema.IsEmpty(member.Value));
            collector.Add(element, isLeaf || !isNamed ? child.WithMember(true) : child);
        }

        return collector.Build(isMember: false);
    }

    private FieldSet Items(DocumentValue value, Schema schema)
    {
        var elements = ListItems.Elements(schema, value, _pool, out var items);
        var counts = ListItems.HasDuplicates(elements) ? elements.CountBy(element => element).ToDictionary() : null;
        _fits = _fits && counts is null && (!_checks || elements.Length == value.Count);
        var collector = new FieldSetCollector(elements.Length);
        for (var i = 0; i < elements.Length; i++)
        {
            // Items that cannot be told apart are owned as a whole.
            var isRepeated = counts is not null && counts[elements[i]] > 1;
            collector.Add(elements[i], isRepeated ? FieldSet.Leaf : Walk(items[i], TypedSchema.Item(schema)).WithMember(true));
        }

        return collector.Build(isMember: false);
    }
}
