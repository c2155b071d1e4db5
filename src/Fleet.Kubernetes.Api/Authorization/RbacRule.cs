using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Authorization;

/// <summary>One <c>PolicyRule</c> that holds for a user, and the binding that gives it.</summary>
/// <param name="Rule">The rule as it stands in the role.</param>
/// <param name="Origin">In words: <c>RoleBinding "reader/ns" of Role "reader" to User "jane"</c>.</param>
internal readonly record struct RbacRule(DocumentValue Rule, string Origin)
{
    public bool Allows(AuthorizationAttributes attributes)
    {
        if (!HasVerb(attributes.Verb))
        {
            return false;
        }

        return attributes.IsResourceRequest
            ? Has(Rule["apiGroups"u8], attributes.Group) && HasResource(attributes) && HasName(attributes.Name)
            : HasPath(attributes.Path);
    }

    private static bool Has(DocumentValue list, string wanted)
    {
        foreach (var item in list.Items)
        {
            if (item.StringEquals("*"u8) || item.AsString() == wanted)
            {
                return true;
            }
        }

        return false;
    }

    private bool HasVerb(string verb) => Has(Rule["verbs"u8], verb);

    private bool HasResource(AuthorizationAttributes attributes)
    {
        var combined = attributes.Subresource.Length == 0 ? attributes.Resource : $"{attributes.Resource}/{attributes.Subresource}";
        foreach (var item in Rule["resources"u8].Items)
        {
            var resource = item.AsString("");
            if (resource == "*" || resource == combined || (attributes.Subresource.Length > 0 && resource == $"*/{attributes.Subresource}"))
            {
                return true;
            }
        }

        return false;
    }

    private bool HasName(string name)
    {
        var names = Rule["resourceNames"u8];
        if (names.Count == 0)
        {
            return true;
        }

        foreach (var item in names.Items)
        {
            if (item.AsString() == name)
            {
                return true;
            }
        }

        return false;
    }

    private bool HasPath(string path)
    {
        foreach (var item in Rule["nonResourceURLs"u8].Items)
        {
            var url = item.AsString("");
            if (url == "*" || url == path || (url.EndsWith('*') && path.StartsWith(url.TrimEnd('*'), StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }
}
