using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Authorization;

/// <summary>The smallest part of a <c>PolicyRule</c>: one verb on one resource (of one name or all) or on one path. A single rule covers it, or none does.</summary>
/// <remarks>Source: k8s.io/component-helpers/auth/rbac/validation/policy_comparator.go.</remarks>
/// <param name="Group">The API group; null of a path.</param>
/// <param name="Resource">The resource; null of a path.</param>
/// <param name="Name">The object's name; null for all.</param>
/// <param name="Path">The path that is no resource; null of a resource.</param>
/// <param name="Verb">The verb.</param>
internal sealed record AtomicRule(string? Group, string? Resource, string? Name, string? Path, string Verb)
{
    /// <summary>Takes rules apart.</summary>
    public static IEnumerable<AtomicRule> Of(IEnumerable<DocumentValue> rules) => rules.SelectMany(Of);

    /// <summary>The rules in the form errors list them, those that differ in their verbs alone together.</summary>
    public static IEnumerable<string> Describe(IEnumerable<AtomicRule> rules) => rules
        .GroupBy(rule => rule.Path is null ? rule with { Verb = "" } : rule)
        .Select(group => group.Key.Describe(group.Select(rule => rule.Verb).Distinct(StringComparer.Ordinal)))
        .Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal);

    /// <summary>Whether a rule gives all of this.</summary>
    public bool IsCoveredBy(DocumentValue rule) =>
        Has(rule["verbs"u8], Verb)
        && (Path is null ? Has(rule["apiGroups"u8], Group!) && CoversResource(rule["resources"u8]) && CoversName(rule["resourceNames"u8]) : CoversPath(rule["nonResourceURLs"u8]));

    private static IEnumerable<AtomicRule> Of(DocumentValue rule)
    {
        var verbs = Texts(rule["verbs"u8]);
        var names = Texts(rule["resourceNames"u8]).ConvertAll(name => (string?)name);
        var resources =
            from @group in Texts(rule["apiGroups"u8])
            from resource in Texts(rule["resources"u8])
            from verb in verbs
            from name in names.DefaultIfEmpty()
            select new AtomicRule(@group, resource, name, null, verb);
        var paths = from path in Texts(rule["nonResourceURLs"u8]) from verb in verbs select new AtomicRule(null, null, null, path, verb);
        return resources.Concat(paths);
    }

    private static List<string> Texts(DocumentValue list) => list.Items.ToList().ConvertAll(item => item.AsString(""));

    private static bool Has(DocumentValue list, string wanted) => Texts(list).Exists(item => item == "*" || item == wanted);

    private bool CoversResource(DocumentValue resources)
    {
        var slash = Resource!.IndexOf('/', StringComparison.Ordinal);
        return Has(resources, Resource) || (slash >= 0 && Texts(resources).Contains("*" + Resource[slash..]));
    }

    private bool CoversName(DocumentValue names) => names.Count == 0 || (Name is not null && Texts(names).Contains(Name));

    private bool CoversPath(DocumentValue paths) => Texts(paths).Exists(
        path => path == "*" || path == Path || (path.EndsWith('*') && Path!.StartsWith(path.TrimEnd('*'), StringComparison.Ordinal)));

    private string Describe(IEnumerable<string> verbs)
    {
        var parts = new List<string>();
        Add("APIGroups", Group);
        Add("Resources", Resource);
        Add("NonResourceURLs", Path);
        Add("ResourceNames", Name);
        return $"{{{string.Join(", ", parts)}{(parts.Count > 0 ? ", " : "")}Verbs:{GoText.QuoteAll(verbs)}}}";

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                parts.Add($"{name}:{GoText.QuoteAll([value])}");
            }
        }
    }
}
