using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.CustomResources.Validation;

/// <summary>Checks that sets have no element twice and map lists no key twice.</summary>
/// <remarks>k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype.</remarks>
internal static class ListInvariants
{
    public static List<FieldError> Validate(ValidationSchema schema, DocumentValue value)
    {
        var errors = new List<FieldError>();
        Check(schema, "", value, errors);
        return errors;
    }

    private static void Check(ValidationSchema schema, string path, DocumentValue value, List<FieldError> errors)
    {
        if (value.IsObject)
        {
            foreach (var (name, member) in value.Members)
            {
                if ((schema.Properties.GetValueOrDefault(name) ?? schema.AdditionalProperties) is { } below)
                {
                    Check(below, path.Length == 0 ? name : $"{path}.{name}", member, errors);
                }
            }
        }
        else if (value.IsArray)
        {
            CheckDuplicates(schema, path, value, errors);
            var index = 0;
            foreach (var item in value.Items)
            {
                if (schema.Items is { } below)
                {
                    Check(below, $"{path}[{index}]", item, errors);
                }

                index++;
            }
        }
    }

    private static void CheckDuplicates(ValidationSchema schema, string path, DocumentValue value, List<FieldError> errors)
    {
        if (schema.ListType is not ("set" or "map"))
        {
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        var reported = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var item in value.Items)
        {
            var key = schema.ListType == "set" ? item.ToDocument() : Key(schema, item);
            if (!seen.Add(key.ToString()) && reported.Add(key.ToString()))
            {
                errors.Add(FieldError.Duplicate($"{path}[{index}]", key.Root));
            }

            index++;
        }
    }

    private static Document Key(ValidationSchema schema, DocumentValue item)
    {
        using var builder = new DocumentBuilder();
        builder.StartObject();
        foreach (var name in schema.MapKeys)
        {
            if (item[name].Exists)
            {
                builder.Name(name).Value(item[name]);
            }
        }

        return builder.EndObject().Build();
    }
}
