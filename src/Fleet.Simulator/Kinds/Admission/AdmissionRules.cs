using Fleet.Kubernetes.Documents;
using Fleet.Simulator.Kinds.Core.Pods;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Admission;

/// <summary>Rules that say which requests a webhook or policy is about.</summary>
internal static class AdmissionRules
{
    public static void Validate(DocumentValue rule, string path, FieldErrors errors)
    {
        var operations = rule["operations"u8];
        Wildcard(operations, $"{path}.operations", "operations", errors);
        var index = 0;
        foreach (var operation in operations.Items)
        {
            errors.OptionalOneOf(operation, ContainerValidation.At($"{path}.operations", index++), "*", "CONNECT", "CREATE", "DELETE", "UPDATE");
        }

        Wildcard(rule["apiGroups"u8], $"{path}.apiGroups", "API groups", errors);
        Wildcard(rule["apiVersions"u8], $"{path}.apiVersions", "API versions", errors);
        index = 0;
        foreach (var version in rule["apiVersions"u8].Items)
        {
            var at = ContainerValidation.At($"{path}.apiVersions", index++);
            if (version.AsString("").Length == 0)
            {
                errors.Required(at);
            }
        }

        Resources(rule["resources"u8], $"{path}.resources", errors);
        errors.OptionalOneOf(rule["scope"u8], $"{path}.scope", "*", "Cluster", "Namespaced");
    }

    private static void Wildcard(DocumentValue list, string field, string what, FieldErrors errors)
    {
        if (list.Count == 0)
        {
            errors.Required(field);
        }
        else if (list.Count > 1 && list.Items.ToList().Exists(item => item.StringEquals("*"u8)))
        {
            errors.Invalid(field, list, $"if '*' is present, must not specify other {what}");
        }
    }

    private static void Resources(DocumentValue resources, string field, FieldErrors errors)
    {
        if (resources.Count == 0)
        {
            errors.Required(field);
            return;
        }

        var anySubresource = new HashSet<string>(StringComparer.Ordinal);
        var anyResource = new HashSet<string>(StringComparer.Ordinal);
        var all = resources.Items.ToList().ConvertAll(item => item.AsString(""));
        for (var i = 0; i < all.Count; i++)
        {
            var at = ContainerValidation.At(field, i);
            if (all[i].Length == 0)
            {
                errors.Required(at);
            }
            else if (all[i].Split('/', 2) is [var resource, var subresource])
            {
                Subresource(all[i], resource, subresource, at, anySubresource, anyResource, errors);
            }
        }

        if (all.Count > 1 && all.Contains("*/*"))
        {
            errors.Invalid(field, resources, "if '*/*' is present, must not specify other resources");
        }

        if (all.Contains("*") && all.FindLast(item => !item.Contains('/', StringComparison.Ordinal)) is { Length: > 0 } last && last != "*")
        {
            errors.Invalid(field, resources, "if '*' is present, must not specify other resources without subresources");
        }
    }

    private static void Subresource(
        string text, string resource, string subresource, string at, HashSet<string> anySubresource, HashSet<string> anyResource, FieldErrors errors)
    {
        if (anySubresource.Contains(resource))
        {
            errors.Invalid(at, text, $"if '{resource}/*' is present, must not specify {text}");
        }

        if (anyResource.Contains(subresource))
        {
            errors.Invalid(at, text, $"if '*/{subresource}' is present, must not specify {text}");
        }

        if (subresource == "*")
        {
            anySubresource.Add(resource);
        }

        if (resource == "*")
        {
            anyResource.Add(subresource);
        }
    }
}
