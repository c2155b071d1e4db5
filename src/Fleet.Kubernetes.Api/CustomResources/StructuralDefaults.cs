using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.Api.CustomResources;

/// <summary>
/// Fills in what a structural schema declares as default. A null where the schema allows none counts as absent: it is replaced by the default, or
/// dropped when there is none.
/// </summary>
/// <remarks>KEP-1097 and k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting.</remarks>
internal static class StructuralDefaults
{
    public static void Apply(Schema schema, DocumentNode value)
    {
        if (value.IsObject)
        {
            ApplyToObject(schema, value);
        }
        else if (value.IsArray && schema.Items is { } items)
        {
            foreach (var item in value.Items)
            {
                Apply(items, item);
            }
        }
    }

    private static void ApplyToObject(Schema schema, DocumentNode value)
    {
        foreach (var (name, field) in schema.Fields)
        {
            if (!IsAbsent(value[name], field))
            {
                continue;
            }

            if (field.Default.Exists)
            {
                value[name] = field.Default;
            }
            else
            {
                value.Remove(name);
            }
        }

        foreach (var name in value.Names)
        {
            if (schema.Field(name) is not { } field || value[name] is not { } member)
            {
                continue;
            }

            if (!schema.Fields.ContainsKey(name) && IsAbsent(member, field) && field.Default.Exists)
            {
                value[name] = member = field.Default;
            }

            Apply(field, member);
        }
    }

    private static bool IsAbsent(DocumentNode? value, Schema schema) =>
        value is null || (value.IsNull && !schema.IsNullable && schema.Kind != SchemaKind.Any);
}
