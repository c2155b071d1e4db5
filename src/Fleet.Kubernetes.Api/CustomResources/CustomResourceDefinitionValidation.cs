using System.Text.RegularExpressions;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.CustomResources;

/// <summary>What a CustomResourceDefinition itself must be like, with upstream's wordings.</summary>
/// <remarks>k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation.</remarks>
internal static partial class CustomResourceDefinitionValidation
{
    private const string ApprovalAnnotation = "api-approved.kubernetes.io";

    public static List<FieldError> Create(DocumentValue crd)
    {
        var errors = new List<FieldError>();
        var spec = crd["spec"u8];
        CheckName(crd, errors);
        CheckGroup(crd, errors);
        CheckScope(spec["scope"u8], errors);
        errors.AddRange(CustomResourceVersionValidation.Check(spec["versions"u8]));
        CheckNames(spec["names"u8], errors);
        CheckConversion(spec["conversion"u8], errors);
        CheckStoredVersions(crd, errors);
        return errors;
    }

    public static List<FieldError> Update(DocumentValue crd, DocumentValue old)
    {
        var errors = Create(crd);
        var (spec, before) = (crd["spec"u8], old["spec"u8]);
        CheckImmutable("spec.group", spec["group"u8], before["group"u8], errors);
        var isEstablished = CustomResourceConditions.IsTrue(old, "Established");
        if (isEstablished)
        {
            CheckImmutable("spec.scope", spec["scope"u8], before["scope"u8], errors);
            CheckImmutable("spec.names.kind", spec["names"u8]["kind"u8], before["names"u8]["kind"u8], errors);
        }

        CheckImmutable("spec.names.plural", spec["names"u8]["plural"u8], before["names"u8]["plural"u8], errors);
        return errors;
    }

    private static void CheckName(DocumentValue crd, List<FieldError> errors)
    {
        var required = $"{crd["spec"u8]["names"u8]["plural"u8].AsString("")}.{crd["spec"u8]["group"u8].AsString("")}";
        if (crd["metadata"u8]["name"u8].AsString("") is var name && name != required)
        {
            errors.Add(FieldError.Invalid("metadata.name", name, "must be spec.names.plural+\".\"+spec.group"));
        }
    }

    private static void CheckGroup(DocumentValue crd, List<FieldError> errors)
    {
        var group = crd["spec"u8]["group"u8].AsString("");
        if (group.Length == 0)
        {
            errors.Add(FieldError.Required("spec.group"));
        }
        else if (NameRules.DnsSubdomain(group, false) is { Count: > 0 } problems)
        {
            errors.Add(FieldError.Invalid("spec.group", group, string.Join(",", problems)));
        }
        else if (!group.Contains('.'))
        {
            errors.Add(FieldError.Invalid("spec.group", group, "should be a domain with at least one dot"));
        }
        else if (ProtectedGroup().IsMatch(group) && crd["metadata"u8]["annotations"u8][ApprovalAnnotation].AsString("").Length == 0)
        {
            errors.Add(FieldError.Required(
                $"metadata.annotations[{ApprovalAnnotation}]",
                $"protected groups must have approval annotation \"{ApprovalAnnotation}\", see https://github.com/kubernetes/enhancements/pull/1111"));
        }
    }

    private static void CheckScope(DocumentValue scope, List<FieldError> errors)
    {
        if (scope.AsString() is not { Length: > 0 } text)
        {
            errors.Add(FieldError.Required("spec.scope"));
        }
        else if (text is not ("Cluster" or "Namespaced"))
        {
            errors.Add(FieldError.NotSupported("spec.scope", text, "Cluster", "Namespaced"));
        }
    }

    private static void CheckNames(DocumentValue names, List<FieldError> errors)
    {
        CheckResourceName("spec.names.plural", names["plural"u8].AsString(""), isRequired: true, errors);
        CheckResourceName("spec.names.singular", names["singular"u8].AsString(""), isRequired: false, errors);
        CheckKind("spec.names.kind", names["kind"u8].AsString(""), errors);
        CheckListed("spec.names.shortNames", names["shortNames"u8], errors);
        CheckListKind(names, errors);
        CheckListed("spec.names.categories", names["categories"u8], errors);
    }

    private static void CheckListKind(DocumentValue names, List<FieldError> errors)
    {
        var (kind, listKind) = (names["kind"u8].AsString(""), names["listKind"u8].AsString(""));
        CheckKind("spec.names.listKind", listKind, errors);
        if (kind.Length > 0 && kind == listKind)
        {
            errors.Add(FieldError.Invalid("spec.names.listKind", listKind, "kind and listKind may not be the same"));
        }
    }

    private static void CheckResourceName(string path, string name, bool isRequired, List<FieldError> errors)
    {
        if (name.Length == 0 && isRequired)
        {
            errors.Add(FieldError.Required(path));
        }
        else if (name.Length > 0 && NameRules.Dns1035Label(name, false) is { Count: > 0 } problems)
        {
            errors.Add(FieldError.Invalid(path, name, string.Join(",", problems)));
        }
    }

    private static void CheckKind(string path, string kind, List<FieldError> errors)
    {
        if (kind.Length == 0)
        {
            errors.Add(FieldError.Required(path));
        }
        else if (NameRules.Dns1035Label(kind.ToLowerInvariant(), false) is { Count: > 0 } problems)
        {
            errors.Add(FieldError.Invalid(path, kind, $"may have mixed case, but should otherwise match: {string.Join(",", problems)}"));
        }
    }

    private static void CheckListed(string path, DocumentValue names, List<FieldError> errors)
    {
        var index = 0;
        foreach (var name in names.Items)
        {
            CheckResourceName($"{path}[{index++}]", name.AsString(""), isRequired: true, errors);
        }
    }

    private static void CheckConversion(DocumentValue conversion, List<FieldError> errors)
    {
        if (conversion["strategy"u8].AsString() is { } strategy and not ("None" or "Webhook"))
        {
            errors.Add(strategy.Length == 0
                ? FieldError.Required("spec.conversion.strategy")
                : FieldError.NotSupported("spec.conversion.strategy", strategy, "None", "Webhook"));
        }
    }

    private static void CheckStoredVersions(DocumentValue crd, List<FieldError> errors)
    {
        if (crd["status"u8]["storedVersions"u8].Count == 0)
        {
            errors.Add(FieldError.Invalid("status.storedVersions", crd["status"u8]["storedVersions"u8], "must have at least one stored version"));
        }

        var declared = crd["spec"u8]["versions"u8].Items.ToList().ConvertAll(version => version["name"u8].AsString(""));
        var index = 0;
        foreach (var stored in crd["status"u8]["storedVersions"u8].Items)
        {
            var name = stored.AsString("");
            if (!declared.Contains(name))
            {
                errors.Add(FieldError.Invalid(
                    $"status.storedVersions[{index}]",
                    name,
                    $"missing from spec.versions; {name} was previously a storage version, and must remain in spec.versions until a storage migration "
                    + $"ensures no data remains persisted in {name} and removes {name} from status.storedVersions"));
            }

            index++;
        }
    }

    private static void CheckImmutable(string path, DocumentValue value, DocumentValue old, List<FieldError> errors)
    {
        if (!value.DeepEquals(old))
        {
            errors.Add(FieldError.Invalid(path, value, "field is immutable"));
        }
    }

    [GeneratedRegex(@"(^|\.)(k8s|kubernetes)\.io\z", RegexOptions.CultureInvariant)]
    private static partial Regex ProtectedGroup();
}
