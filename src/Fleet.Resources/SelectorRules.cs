using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Selectors;

namespace Fleet.Resources;

/// <summary>Rules that several kinds share: lists of names, label selectors.</summary>
internal static class SelectorRules
{
    /// <summary>Every element must be a DNS-1123 label, as names of clusters and namespaces are.</summary>
    public static IEnumerable<FieldError> Labels(string path, DocumentValue names)
    {
        var index = 0;
        foreach (var name in names.Items.ToList())
        {
            var field = $"{path}[{index++}]";
            foreach (var problem in NameRules.DnsLabel(name.AsString(""), isPrefix: false))
            {
                yield return FieldError.Invalid(field, name, problem);
            }
        }
    }

    /// <summary>Every element must be a DNS-1123 subdomain, as names of objects are.</summary>
    public static IEnumerable<FieldError> ObjectNames(string path, DocumentValue names)
    {
        var index = 0;
        foreach (var name in names.Items.ToList())
        {
            var field = $"{path}[{index++}]";
            foreach (var problem in NameRules.DnsSubdomain(name.AsString(""), isPrefix: false))
            {
                yield return FieldError.Invalid(field, name, problem);
            }
        }
    }

    public static IEnumerable<FieldError> Selector(string path, DocumentValue selector)
    {
        if (!selector.IsObject)
        {
            yield break;
        }

        string? problem = null;
        try
        {
            LabelSelector.From(selector);
        }
        catch (SelectorFormatException error)
        {
            problem = error.Message;
        }

        if (problem is not null)
        {
            yield return FieldError.Invalid(path, selector, problem);
        }
    }
}
