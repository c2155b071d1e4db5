using System.Text.RegularExpressions;

namespace Fleet.Kubernetes.Selectors;

/// <summary>What label keys and values may look like (<c>k8s.io/apimachinery/pkg/util/validation</c>); the messages are upstream's.</summary>
public static partial class LabelSyntax
{
    private const string NameFormat = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    private const string SubdomainFormat = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character "
        + @"(e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string ValueFormat = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    /// <summary>What is wrong with a qualified name (<c>[prefix/]name</c>: label and annotation keys, condition types); empty when nothing is.</summary>
    public static IReadOnlyList<string> ValidateQualifiedName(string key)
    {
        var slash = key.IndexOf('/');
        if (slash >= 0 && key.IndexOf('/', slash + 1) >= 0)
        {
            return [$"a qualified name {NameFormat} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"];
        }

        var errors = new List<string>();
        if (slash == 0)
        {
            errors.Add("prefix part must be non-empty");
        }
        else if (slash > 0)
        {
            errors.AddRange(ValidateSubdomain(key[..slash]).Select(error => "prefix part " + error));
        }

        var name = key[(slash + 1)..];
        if (name.Length == 0)
        {
            errors.Add("name part must be non-empty");
        }
        else if (name.Length > 63)
        {
            errors.Add("name part must be no more than 63 bytes");
        }

        if (!Name().IsMatch(name))
        {
            errors.Add("name part " + NameFormat);
        }

        return errors;
    }

    /// <summary>What is wrong with a label value; empty when nothing is.</summary>
    public static IReadOnlyList<string> ValidateValue(string value)
    {
        var errors = new List<string>();
        if (value.Length > 63)
        {
            errors.Add("must be no more than 63 bytes");
        }

        if (value.Length > 0 && !Name().IsMatch(value))
        {
            errors.Add(ValueFormat);
        }

        return errors;
    }

    /// <summary>What is wrong with a DNS-1123 subdomain; empty when nothing is.</summary>
    public static IReadOnlyList<string> ValidateSubdomain(string value)
    {
        var errors = new List<string>();
        if (value.Length > 253)
        {
            errors.Add("must be no more than 253 bytes");
        }

        if (!Subdomain().IsMatch(value))
        {
            errors.Add(SubdomainFormat);
        }

        return errors;
    }

    [GeneratedRegex(@"^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Subdomain();
}
