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
            var name = element.FieldName!;
            var child = Walk(member.Value, TypedSchema.Member(schema, name) ?? Schema.Any, pool);
            var isLeaf = member.Value.Kind == DocumentKind.Null || (member.Value.IsObject && TypedSchema.IsEmpty(member.Value));
            collector.Add(element, isLeaf || !TypedSchema.IsNamed(schema, name) ? child.WithMember(true) : child);
        }

        return collector.Build(isMember: false);
    }

    private static FieldSet Items(DocumentValue value, Schema schema, FieldSetPool pool)
    {
        var elements = new List<(PathElement Element, DocumentValue Item)>(value.Count);
        var seen = new Dictionary<PathElement, int>(value.Count);
        foreach (var item in value.Items)
        {
            if (ListItems.TryElement(schema, item, pool, out var element, out _))
            {
                elements.Add((element, item));
                seen[element] = seen.GetValueOrDefault(element) + 1;
            }
        }

        var collector = new FieldSetCollector(elements.Count);
        foreach (var (element, item) in elements)
        {
            // Items that cannot be told apart are owned as a whole.
            collector.Add(element, seen[element] > 1 ? FieldSet.Leaf : Walk(item, TypedSchema.Item(schema), pool).WithMember(true));
        }

        return collector.Build(isMember: false);
    }
}
