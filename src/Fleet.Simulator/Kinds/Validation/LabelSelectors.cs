using System.Globalization;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Selectors;

namespace Fleet.Simulator.Kinds.Validation;

/// <summary>Labels and label selectors inside specs (<c>k8s.io/apimachinery/pkg/apis/meta/v1/validation</c>).</summary>
internal static class LabelSelectors
{
    public static void Labels(DocumentValue labels, string field, FieldErrors errors)
    {
        foreach (var (key, value) in Sorted(labels))
        {
            errors.Invalid(field, key, LabelSyntax.ValidateQualifiedName(key));
            errors.Invalid(field, value, LabelSyntax.ValidateValue(value));
        }
    }

    public static void Annotations(DocumentValue annotations, string field, FieldErrors errors)
    {
        foreach (var (key, _) in Sorted(annotations))
        {
            errors.Invalid(field, key, LabelSyntax.ValidateQualifiedName(key.ToLowerInvariant()));
        }
    }

    public static void Selector(DocumentValue selector, string field, FieldErrors errors)
    {
        if (!selector.IsObject)
        {
            return;
        }

        Labels(selector["matchLabels"u8], $"{field}.matchLabels", errors);
        var index = 0;
        foreach (var requirement in selector["matchExpressions"u8].Items)
        {
            Requirement(requirement, string.Create(CultureInfo.InvariantCulture, $"{field}.matchExpressions[{index++}]"), errors);
        }
    }

    /// <summary>No requirement at all: it would select everything.</summary>
    public static bool IsEmpty(DocumentValue selector) => selector["matchLabels"u8].Count + selector["matchExpressions"u8].Count == 0;

    /// <summary>The selector when it can be evaluated, or null.</summary>
    public static LabelSelector? TryRead(DocumentValue selector)
    {
        try
        {
            return LabelSelector.From(selector);
        }
        catch (SelectorFormatException)
        {
            return null;
        }
    }

    private static void Requirement(DocumentValue requirement, string field, FieldErrors errors)
    {
        var values = requirement["values"u8];
        var operation = requirement["operator"u8].AsString("");
        switch (operation)
        {
            case "In" or "NotIn":
                if (values.Count == 0)
                {
                    errors.Required($"{field}.values", "must be specified when `operator` is 'In' or 'NotIn'");
                }

                break;
            case "Exists" or "DoesNotExist":
                if (values.Count > 0)
                {
                    errors.Forbidden($"{field}.values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                }

                break;
            default:
                errors.Invalid($"{field}.operator", operation, "not a valid selector operator");
                break;
        }

        var key = requirement["key"u8].AsString("");
        errors.Invalid($"{field}.key", key, LabelSyntax.ValidateQualifiedName(key));
        var index = 0;
        foreach (var value in values.Items)
        {
            var text = value.AsString("");
            errors.Invalid(string.Create(CultureInfo.InvariantCulture, $"{field}.values[{index++}]"), text, LabelSyntax.ValidateValue(text));
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Sorted(DocumentValue map) =>
        map.Members.ToList().Select(member => KeyValuePair.Create(member.Name, member.Value.AsString(""))).OrderBy(pair => pair.Key, StringComparer.Ordinal);
}
