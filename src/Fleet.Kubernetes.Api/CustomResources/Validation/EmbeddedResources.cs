using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.CustomResources.Validation;

/// <summary>Checks that objects inside objects (<c>x-kubernetes-embedded-resource</c>) say what they are.</summary>
/// <remarks>k8s.io/apiextensions-apiserver/pkg/apiserver/schema/objectmeta/validation.go.</remarks>
internal static class EmbeddedResources
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
            if (schema.IsEmbeddedResource)
            {
                CheckIdentity(path, value, errors);
            }

            foreach (var (name, member) in value.Members)
            {
                if ((schema.Properties.GetValueOrDefault(name) ?? schema.AdditionalProperties) is { } below)
                {
                    Check(below, path.Length == 0 ? name : $"{path}.{name}", member, errors);
                }
            }
        }
        else if (schema.Items is { } items)
        {
            var index = 0;
            foreach (var item in value.Items)
            {
                Check(items, $"{path}[{index++}]", item, errors);
            }
        }
    }

    private static void CheckIdentity(string path, DocumentValue value, List<FieldError> errors)
    {
        foreach (var name in new[] { "apiVersion", "kind" })
        {
            if (value[name].AsString("").Length == 0)
            {
                errors.Add(FieldError.Required($"{path}.{name}", "must not be empty"));
            }
        }
    }
}
