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
        if (operations.Count == 0)
        {
            errors.Required($"{path}.operations");
        }

        if (operations.Count > 1 && Has(operations, "*"))
        {
            errors.Invalid($"{path}.operations", operations, "if '*' is present, must not specify other operations");
        }

        var index = 0;
        foreach (var operation in operations.Items)
        {
            errors.OptionalOneOf(operation, ContainerValidation.At($"{path}.operations", index++), "*", "CONNECT", "CREATE", "DELETE", "UPDATE");
        }

        foreach (var (name, what) in (ReadOnlySpan<(string, string)>)[("apiGroups", "API groups"), ("apiVersions", "API versions")])
        {
            if (rule[name].Count == 0)
            {
                errors.Required($"{path}.{name}");
            }

            if (rule[name].Count > 1 && Has(rule[name], "*"))
            {
                errors.Invalid($"{path}.{name}", rule[name], $"if '*' is present, must not specify other {what}");
            }
        }

        if (rule["resources"u8].Count == 0)
        {
            errors.Required($"{path}.resources");
        }

        errors.OptionalOneOf(rule["scope"u8], $"{path}.scope", "*", "Cluster", "Namespaced");
    }

    private static bool Has(DocumentValue list, string value) => list.Items.ToList().Exists(item => item.AsString() == value);
}
