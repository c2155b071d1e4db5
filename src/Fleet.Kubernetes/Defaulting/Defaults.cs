using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Schemas;
using Fleet.Kubernetes.Values;

namespace Fleet.Kubernetes.Defaulting;

/// <summary>
/// What the API server fills in. Built-in kinds: one table of rules by type (<see cref="DefaultsTable"/>) and the defaults of the schema,
/// applied from the outside in, as the generated <c>SetObjectDefaults_*</c> of Kubernetes 1.36 do. Other kinds: the defaults of their schema.
/// </summary>
/// <remarks>Objects may come as declared: what a typed decoding would add (<see cref="Normalisation"/>) is not needed first. Idempotent.</remarks>
public static class Defaults
{
    /// <summary>Fills in an object of a built-in kind; an unknown kind stays as it is.</summary>
    public static void Apply(GroupVersionKind kind, DocumentNode target)
    {
        if (BuiltInSchemas.Instance.Find(kind) is { } schema)
        {
            Apply(schema, target);
        }
    }

    /// <summary>Fills in a value of any structure: a whole object or a part (a pod template).</summary>
    public static void Apply(Schema schema, DocumentNode target)
    {
        switch (schema.Kind)
        {
            case SchemaKind.Object when target.IsObject:
                ApplyToObject(schema, target);
                break;
            case SchemaKind.Map when target.IsObject && schema.Values is { } values:
                ApplyToMap(schema, values, target);
                break;
            case SchemaKind.List when target.IsArray && schema.Items is { } items && DefaultsTable.Instance.Reaches(items):
                foreach (var item in target.Items)
                {
                    Apply(items, item);
                }

                break;
        }
    }

    private static void ApplyToObject(Schema schema, DocumentNode target)
    {
        if (schema.TypeName is { } type && DefaultsTable.Instance.Rule(type) is { } rule)
        {
            rule(target);
        }

        foreach (var (name, field) in schema.Fields)
        {
            ApplyToField(name, field, target);
        }

        if (schema.Values is { } values && DefaultsTable.Instance.Reaches(values))
        {
            foreach (var name in target.Names.Where(name => !schema.Fields.ContainsKey(name)))
            {
                Apply(values, target[name]!);
            }
        }
    }

    private static void ApplyToField(string name, Schema field, DocumentNode target)
    {
        var member = target[name];
        if (field.Default.Exists && (member is null || (member.IsNull && !field.IsNullable) || IsZero(field, member)))
        {
            target[name] = member = field.Default;
        }

        if (!DefaultsTable.Instance.Reaches(field))
        {
            return;
        }

        if (member is null && field is { Kind: SchemaKind.Object, Presence: FieldPresence.Always })
        {
            member = DocumentNode.Object();
            Apply(field, member);
            if (member.Count > 0)
            {
                target[name] = member;
            }
        }
        else if (member is not null)
        {
            Apply(field, member);
        }
    }

    /// <summary>A value without a pointer cannot tell an empty string from none.</summary>
    private static bool IsZero(Schema field, DocumentNode member) =>
        field is { Kind: SchemaKind.String, Presence: FieldPresence.OmitEmpty or FieldPresence.Always } && member.AsString() == "";

    private static void ApplyToMap(Schema schema, Schema values, DocumentNode target)
    {
        if (values.Kind == SchemaKind.Quantity)
        {
            if (schema.Presence != FieldPresence.AsGiven)
            {
                RoundUpToMilli(target);
            }
        }
        else if (DefaultsTable.Instance.Reaches(values))
        {
            foreach (var name in target.Names)
            {
                Apply(values, target[name]!);
            }
        }
    }

    /// <summary>Resource lists hold nothing finer than a thousandth.</summary>
    private static void RoundUpToMilli(DocumentNode list)
    {
        foreach (var name in list.Names)
        {
            if (Quantity.TryParse(list[name]!.ToValue(), out var amount) && amount.RoundUp(-3) is var rounded && rounded != amount)
            {
                list[name] = rounded.ToString();
            }
        }
    }
}
