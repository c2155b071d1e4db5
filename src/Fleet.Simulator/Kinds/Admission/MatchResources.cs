using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Selectors;
using Fleet.Simulator.Kinds.Core.Pods;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Admission;

/// <summary>What policies and their bindings match (pkg/apis/admissionregistration/validation).</summary>
internal static class MatchResources
{
    public static void Validate(DocumentValue match, string path, FieldErrors errors)
    {
        errors.OptionalOneOf(match["matchPolicy"u8], $"{path}.matchPolicy", "Equivalent", "Exact");
        Selector(match["namespaceSelector"u8], $"{path}.namespaceSelector", errors);
        Selector(match["objectSelector"u8], $"{path}.objectSelector", errors);
        foreach (var list in (ReadOnlySpan<string>)["resourceRules", "excludeResourceRules"])
        {
            var index = 0;
            foreach (var rule in match[list].Items)
            {
                AdmissionRules.Validate(rule, ContainerValidation.At($"{path}.{list}", index++), errors);
            }
        }
    }

    /// <summary>Conditions requests must meet: each has a name of its own and an expression.</summary>
    public static void Conditions(DocumentValue conditions, string path, FieldErrors errors)
    {
        const int max = 64;
        if (conditions.Count > max)
        {
            errors.Add(Fleet.Kubernetes.Api.Errors.FieldError.TooMany(path, conditions.Count, max));
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var condition in conditions.Items)
        {
            var at = ContainerValidation.At(path, index++);
            if (condition["expression"u8].AsString("").Trim().Length == 0)
            {
                errors.Required($"{at}.expression");
            }

            var name = condition["name"u8].AsString("");
            if (name.Length == 0)
            {
                errors.Required($"{at}.name");
                continue;
            }

            errors.Invalid($"{at}.name", name, LabelSyntax.ValidateQualifiedName(name));
            if (!names.Add(name))
            {
                errors.Duplicate($"{at}.name", name);
            }
        }
    }

    private static void Selector(DocumentValue selector, string path, FieldErrors errors)
    {
        if (!selector.IsObject)
        {
            errors.Required(path);
        }
        else
        {
            LabelSelectors.Selector(selector, path, errors);
        }
    }
}
