using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.FieldSets;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.TypedValues;

/// <summary>Compares two objects of one schema field by field.</summary>
/// <remarks>Source: structured-merge-diff, typed/compare.go.</remarks>
internal readonly struct TypedComparer(FieldSetPool pool)
{
    private static readonly TypedComparison ModifiedLeaf = TypedComparison.Same with { Modified = FieldSet.Leaf };

    public TypedComparison Compare(DocumentValue left, DocumentValue right, Schema schema)
    {
        var difference = Walk(left, right, schema);
        return new(difference.Added.WithMember(false), difference.Removed.WithMember(false), difference.Modified.WithMember(false));
    }

    private TypedComparison Walk(DocumentValue left, DocumentValue right, Schema schema)
    {
        if (!left.Exists)
        {
            return right.Exists ? TypedComparison.Same with { Added = All(right, schema) } : TypedComparison.Same;
        }

        if (!right.Exists)
        {
            return TypedComparison.Same with { Removed = All(left, schema) };
        }

        if (SameBytes(left, right))
        {
            return TypedComparison.Same;
        }

        var leftShape = TypedSchema.ShapeOf(schema, left);
        var rightShape = TypedSchema.ShapeOf(schema, right);
        if (leftShape == rightShape)
        {
            return WalkShape(left, right, schema, rightShape);
        }

        // Where anything goes both shapes are walked, each seeing nothing of the other side.
        var first = WalkShape(left, right, schema, leftShape);
        var second = WalkShape(left, right, schema, rightShape);
        return new(first.Added.Union(second.Added), first.Removed.Union(second.Removed), first.Modified.Union(second.Modified));
    }

    private TypedComparison WalkShape(DocumentValue left, DocumentValue right, Schema schema, TypedShape shape)
    {
        switch (shape)
        {
            case TypedShape.List when TypedSchema.IsGranularList(schema) && (HasItems(left) || HasItems(right)):
                return Items(left, right, schema);
            case TypedShape.Map when TypedSchema.IsGranularMap(schema) && (HasMembers(left) || HasMembers(right)):
                return Members(left, right, schema);
            default:
                return left.DeepEquals(right) ? TypedComparison.Same : ModifiedLeaf;
        }
    }

    private TypedComparison Members(DocumentValue left, DocumentValue right, Schema schema)
    {
        var sets = new Sets();
        var rights = new MemberCursor(right);
        foreach (var member in left.Members)
        {
            var other = rights.Find(member);
            if (!other.Exists || !SameBytes(member.Value, other))
            {
                var element = pool.Field(member.RawName);
                sets.Add(element, Walk(member.Value, other, TypedSchema.Member(schema, element.FieldName!) ?? Schema.Any));
            }
        }

        var lefts = new MemberCursor(left);
        foreach (var member in right.Members)
        {
            if (!lefts.Find(member).Exists)
            {
                var element = pool.Field(member.RawName);
                sets.Add(element, Walk(default, member.Value, TypedSchema.Member(schema, element.FieldName!) ?? Schema.Any));
            }
        }

        return sets.Build();
    }

    private TypedComparison Items(DocumentValue left, DocumentValue right, Schema schema)
    {
        if (TryCompareInOrder(left, right, schema) is { } difference)
        {
            return difference;
        }

        var lefts = new ItemIndex(left, schema, pool);
        var rights = new ItemIndex(right, schema, pool);
        var sets = new Sets();
        foreach (var entry in lefts.Entries)
        {
            sets.Add(entry.Element, Item(entry, rights.Find(entry.Element), schema));
        }

        foreach (var entry in rights.Entries)
        {
            if (lefts.Find(entry.Element) is null)
            {
                sets.Add(entry.Element, Item(null, entry, schema));
            }
        }

        return sets.Build();
    }

    /// <summary>The usual case: both lists have the same items in the same order, each once.</summary>
    private TypedComparison? TryCompareInOrder(DocumentValue left, DocumentValue right, Schema schema)
    {
        if (!left.IsArray || !right.IsArray || left.Count != right.Count)
        {
            return null;
        }

        var lefts = ListItems.Elements(schema, left, pool, out var leftItems);
        var rights = ListItems.Elements(schema, right, pool, out var rightItems);
        if (!lefts.AsSpan().SequenceEqual(rights) || ListItems.HasDuplicates(lefts))
        {
            return null;
        }

        var sets = new Sets();
        for (var i = 0; i < lefts.Length; i++)
        {
            sets.Add(lefts[i], Walk(leftItems[i], rightItems[i], TypedSchema.Item(schema)));
        }

        return sets.Build();
    }

    private TypedComparison Item(ItemEntry? left, ItemEntry? right, Schema schema)
    {
        var leftCount = left?.Items.Count ?? 0;
        var rightCount = right?.Items.Count ?? 0;
        var item = TypedSchema.Item(schema);
        if (leftCount <= 1 && rightCount <= 1)
        {
            return Walk(leftCount == 1 ? left!.Items[0] : default, rightCount == 1 ? right!.Items[0] : default, item);
        }

        if (leftCount >= 2 && rightCount >= 2)
        {
            var equal = leftCount == rightCount;
            for (var i = 0; equal && i < leftCount; i++)
            {
                equal = left!.Items[i].DeepEquals(right!.Items[i]);
            }

            return equal ? TypedComparison.Same : ModifiedLeaf;
        }

        // Duplicates are owned as a whole: what appears or goes is the marker, and the single item on the other side.
        if (leftCount >= 2)
        {
            var added = rightCount == 0 ? FieldSet.Empty : All(right!.Items[0], item);
            return new(added, FieldSet.Leaf, FieldSet.Empty);
        }

        return new(FieldSet.Leaf, leftCount == 0 ? FieldSet.Empty : All(left!.Items[0], item), FieldSet.Empty);
    }

    /// <summary>Everything in a value that the other side does not have, the value itself included.</summary>
    private FieldSet All(DocumentValue value, Schema schema)
    {
        switch (TypedSchema.ShapeOf(schema, value))
        {
            case TypedShape.List when TypedSchema.IsGranularList(schema) && HasItems(value):
                var items = new FieldSetCollector(value.Count);
                foreach (var entry in new ItemIndex(value, schema, pool).Entries)
                {
                    items.Add(entry.Element, entry.Items.Count > 1 ? FieldSet.Leaf : All(entry.Items[0], TypedSchema.Item(schema)));
                }

                return items.Build(isMember: true);
            case TypedShape.Map when TypedSchema.IsGranularMap(schema) && HasMembers(value):
                var members = new FieldSetCollector(value.Count);
                foreach (var member in value.Members)
                {
                    var element = pool.Field(member.RawName);
                    members.Add(element, All(member.Value, TypedSchema.Member(schema, element.FieldName!) ?? Schema.Any));
                }

                return members.Build(isMember: true);
            default:
                return FieldSet.Leaf;
        }
    }

    private static bool HasItems(DocumentValue value) => value.IsArray && value.HasContent;

    private static bool HasMembers(DocumentValue value) => value.IsObject && value.HasContent;

    private static bool SameBytes(DocumentValue left, DocumentValue right) =>
        left.Document!.Shared is null && right.Document!.Shared is null && left.Raw.SequenceEqual(right.Raw);

    private struct Sets
    {
        private FieldSetCollector _added = new(0);
        private FieldSetCollector _removed = new(0);
        private FieldSetCollector _modified = new(0);

        public Sets()
        {
        }

        public void Add(PathElement element, TypedComparison difference)
        {
            _added.Add(element, difference.Added);
            _removed.Add(element, difference.Removed);
            _modified.Add(element, difference.Modified);
        }

        public TypedComparison Build() => new(_added.Build(false), _removed.Build(false), _modified.Build(false));
    }
}
