using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.FieldSets;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.TypedValues;

/// <summary>The fields a configuration mentions: every leaf, every list item, every map entry; declared fields only as leaves.</summary>
/// <remarks>Source: structured-merge-diff, typed/tofieldset.go.</remarks>
internal static class TypedFieldSet
{
    public static FieldSet Of(DocumentValue value, Schema schema, FieldSetPool pool) => Walk(value, schema, pool).WithMember(false);

    private static FieldSet Walk(DocumentValue value, Schema schema, FieldSetPool pool) => TypedSchema.ShapeOf(schema, value) switch
    {
        TypedShape.Scalar => FieldSet.Leaf,
        TypedShape.List => !TypedSchema.IsGranularList(schema) ? FieldSet.Leaf : value.IsArray ? Items(value, schema, pool) : FieldSet.Empty,
        _ => !TypedSchema.IsGranularMap(schema) ? FieldSet.Leaf : value.IsObject ? Members(value, schema, pool) : FieldSet.Empty,
    };

    private static FieldSet Members(DocumentValue value, Schema schema, FieldSetPool pool)
    {
        var collector = new FieldSetCollector(value.Count);
        foreach (var member in value.Members)
        {
            var element = pool.Field(member.RawName);
            var isNamed = TypedSchema.TryMember(schema, element.FieldName!, out var type);
            var child = Walk(member.Value, type ?? Schema.Any, pool);
            var isLeaf = member.Value.Kind == DocumentKind.Null || (member.Value.IsObject && TypedSchema.IsEmpty(member.Value));
            collector.Add(element, isLeaf || !isNamed ? child.WithMember(true) : child);
        }

        return collector.Build(isMember: false);
    }

    private static FieldSet Items(DocumentValue value, Schema schema, FieldSetPool pool)
    {
        var elements = ListItems.Elements(schema, value, pool, out var items);
        var counts = ListItems.HasDuplicates(elements) ? elements.CountBy(element => element).ToDictionary() : null;
        var collector = new FieldSetCollector(elements.Length);
        for (var i = 0; i < elements.Length; i++)
        {
            // Items that cannot be told apart are owned as a whole.
            var isRepeated = counts is not null && counts[elements[i]] > 1;
            collector.Add(elements[i], isRepeated ? FieldSet.Leaf : Walk(items[i], TypedSchema.Item(schema), pool).WithMember(true));
        }

        return collector.Build(isMember: false);
    }
}
