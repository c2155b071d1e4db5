using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.FieldSets;

public sealed partial class FieldSet
{
    /// <summary>
    /// Reads FieldsV1 (<c>{"f:spec":{"f:replicas":{}}}</c>), in whatever order. Null, absent and <c>{}</c> are the empty set; members with a prefix
    /// that is not known are passed over.
    /// </summary>
    /// <exception cref="DocumentFormatException">The value is not FieldsV1.</exception>
    public static FieldSet FromFieldsV1(DocumentValue fields, FieldSetPool? pool = null) => fields.Kind switch
    {
        DocumentKind.Undefined or DocumentKind.Null => Empty,
        DocumentKind.Object => Read(fields, pool).WithMember(false),
        _ => throw new DocumentFormatException($"FieldsV1 is an object, not {fields.Kind}."),
    };

    /// <summary>Writes the set as FieldsV1, byte for byte as the API server orders it.</summary>
    public void WriteTo(DocumentBuilder builder)
    {
        builder.StartObject();
        if (_isMember && _elements.Length > 0)
        {
            builder.Name("."u8).StartObject().EndObject();
        }

        for (var i = 0; i < _elements.Length; i++)
        {
            WriteName(builder, _elements[i]);
            Child(i).WriteTo(builder);
        }

        builder.EndObject();
    }

    /// <summary>The set as a FieldsV1 document.</summary>
    public Document ToFieldsV1()
    {
        using var builder = new DocumentBuilder();
        WriteTo(builder);
        return builder.Build();
    }

    /// <summary>This node with each child replaced; the children must stay equal.</summary>
    internal FieldSet MapChildren(Func<FieldSet, FieldSet> map) =>
        _children is null ? this : new(_isMember, _elements, Array.ConvertAll(_children, child => map(child)));

    private static void WriteName(DocumentBuilder builder, PathElement element)
    {
        if (element.FieldName is { Length: <= 120 } name)
        {
            Span<byte> utf8 = stackalloc byte[2 + (name.Length * 3)];
            "f:"u8.CopyTo(utf8);
            builder.Name(utf8[..(2 + System.Text.Encoding.UTF8.GetBytes(name, utf8[2..]))]);
        }
        else
        {
            builder.Name(element.ToFieldsV1());
        }
    }

    private static FieldSet Read(DocumentValue fields, FieldSetPool? pool)
    {
        if (!fields.HasContent)
        {
            return Leaf;
        }

        var isMember = false;
        var collector = new FieldSetCollector(fields.Count);
        foreach (var member in fields.Members)
        {
            var name = member.RawName;
            if (name.SequenceEqual("."u8))
            {
                isMember = true;
            }
            else if (!member.Value.IsObject)
            {
                throw new DocumentFormatException($"FieldsV1 has {member.Value.Kind} where an object belongs, at '{member.Name}'.");
            }
            else if (pool is null ? PathElement.TryParse(member.Name, out var element) : pool.TryStep(name, isEscaped: true, out element))
            {
                collector.Add(element, Read(member.Value, pool));
            }
        }

        return collector.Build(isMember);
    }
}
