using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.FieldSets;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.TypedValues;

/// <summary>Removes fields and list items from an object.</summary>
/// <remarks>Source: structured-merge-diff, typed/remove.go.</remarks>
internal readonly struct TypedRemover(FieldSetPool pool, DocumentBuilder output)
{
    /// <summary>Writes the value without the given fields; a container that loses everything is written as null.</summary>
    public void Remove(DocumentValue value, FieldSet fields, Schema schema)
    {
        switch (TypedSchema.ShapeOf(schema, value))
        {
            case TypedShape.Scalar:
                output.Value(value);
                break;
            case TypedShape.List:
                Items(value, fields, schema);
                break;
            default:
                Members(value, fields, schema);
                break;
        }
    }

    private void Members(DocumentValue value, FieldSet fields, Schema schema)
    {
        if (!TypedSchema.IsGranularMap(schema) || !Survives(value, fields, schema))
        {
            output.Null();
            return;
        }

        output.StartObject();
        foreach (var member in value.Members)
        {
            var element = pool.Field(member.RawName);
            var below = fields.Find(element);
            if (below is { IsMember: true })
            {
                continue;
            }

            output.RawName(member.RawName);
            if (below is null)
            {
                output.Value(member.Value);
            }
            else
            {
                Remove(member.Value, below, TypedSchema.Member(schema, element.FieldName!) ?? Schema.Any);
            }
        }

        output.EndObject();
    }

    private void Items(DocumentValue value, FieldSet fields, Schema schema)
    {
        if (!TypedSchema.IsGranularList(schema) || !Survives(value, fields, schema))
        {
            output.Null();
            return;
        }

        output.StartArray();
        foreach (var item in value.Items)
        {
            var below = ListItems.TryElement(schema, item, pool, out var element, out _) ? fields.Find(element) : null;
            if (below is null)
            {
                output.Value(item);
            }
            else if (!below.IsMember)
            {
                Remove(item, below, TypedSchema.Item(schema));
            }
        }

        output.EndArray();
    }

    /// <summary>Says whether a container keeps any member or item.</summary>
    private bool Survives(DocumentValue value, FieldSet fields, Schema schema)
    {
        if (value.IsObject)
        {
            foreach (var member in value.Members)
            {
                if (fields.Find(pool.Field(member.RawName)) is not { IsMember: true })
                {
                    return true;
                }
            }

            return false;
        }

        foreach (var item in value.Items)
        {
            if (!ListItems.TryElement(schema, item, pool, out var element, out _) || fields.Find(element) is not { IsMember: true })
            {
                return true;
            }
        }

        return false;
    }
}
