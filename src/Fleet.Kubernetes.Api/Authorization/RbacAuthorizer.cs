using System.Runtime.CompilerServices;
using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Authorization;

/// <summary>
/// Role-based access control: ClusterRoleBindings everywhere, RoleBindings in their namespace. Members of <c>system:masters</c> may do everything
/// without a rule, as upstream's privileged groups.
/// </summary>
/// <remarks>Source: plugin/pkg/auth/authorizer/rbac, pkg/registry/rbac/validation/rule.go.</remarks>
public sealed class RbacAuthorizer(IRbacSource source) : IAuthorizer
{
    public async ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken)
    {
        if (IsPrivileged(attributes.User))
        {
            return new AuthorizationDecision(true);
        }

        var missing = new List<string>();
        await foreach (var rule in RulesAsync(attributes.User, attributes.Namespace, missing, cancellationToken).ConfigureAwait(false))
        {
            if (rule.Allows(attributes))
            {
                return new AuthorizationDecision(true, $"RBAC: allowed by {rule.Origin}");
            }
        }

        return new AuthorizationDecision(false, missing.Count == 0 ? "" : $"RBAC: {Describe(missing)}");
    }

    public async ValueTask<EffectiveRules> RulesAsync(UserInfo user, string namespaceName, CancellationToken cancellationToken)
    {
        if (IsPrivileged(user))
        {
            return await AllowAll.Instance.RulesAsync(user, namespaceName, cancellationToken).ConfigureAwait(false);
        }

        var rules = new List<DocumentValue>();
        var missing = new List<string>();
        await foreach (var rule in RulesAsync(user, namespaceName, missing, cancellationToken).ConfigureAwait(false))
        {
            rules.Add(rule.Rule);
        }

        return new EffectiveRules(rules, missing.Count == 0 ? "" : Describe(missing));
    }

    private static bool IsPrivileged(UserInfo user) => user.Groups.Contains(UserInfo.MastersGroup, StringComparer.Ordinal);

    /// <summary>The rules that hold for a user in a namespace (empty: cluster-wide only).</summary>
    /// <param name="missing">Takes the roles that bindings name and nobody has.</param>
    private async IAsyncEnumerable<RbacRule> RulesAsync(
        UserInfo user, string namespaceName, List<string> missing, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var binding in await source.ClusterRoleBindingsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (Subject(binding, user, "") is not { } subject)
            {
                continue;
            }

            var role = await RoleAsync(binding, "", missing, cancellationToken).ConfigureAwait(false);
            foreach (var rule in role?["rules"u8].Items.ToList() ?? [])
            {
                yield return new RbacRule(rule, Origin("ClusterRoleBinding", Name(binding), binding, subject));
            }
        }

        if (namespaceName.Length == 0)
        {
            yield break;
        }

        foreach (var binding in await source.RoleBindingsAsync(namespaceName, cancellationToken).ConfigureAwait(false))
        {
            if (Subject(binding, user, namespaceName) is not { } subject)
            {
                continue;
            }

            var role = await RoleAsync(binding, namespaceName, missing, cancellationToken).ConfigureAwait(false);
            foreach (var rule in role?["rules"u8].Items.ToList() ?? [])
            {
                yield return new RbacRule(rule, Origin("RoleBinding", $"{Name(binding)}/{namespaceName}", binding, subject));
            }
        }
    }

    private static string Name(Document document) => document["metadata"u8]["name"u8].AsString("");

    private static string Origin(string kind, string name, Document binding, string subject)
    {
        var role = binding["roleRef"u8];
        return $"{kind} {GoText.Quote(name)} of {role["kind"u8].AsString("")} {GoText.Quote(role["name"u8].AsString(""))} to {subject}";
    }

    private static string Describe(List<string> missing) => missing.Count == 1 ? missing[0] : $"[{string.Join(", ", missing)}]";

    private async ValueTask<Document?> RoleAsync(Document binding, string namespaceName, List<string> missing, CancellationToken cancellationToken)
    {
        var reference = binding["roleRef"u8];
        var name = reference["name"u8].AsString("");
        var isCluster = reference["kind"u8].StringEquals("ClusterRole"u8);
        var role = isCluster
            ? await source.FindClusterRoleAsync(name, cancellationToken).ConfigureAwait(false)
            : await source.FindRoleAsync(namespaceName, name, cancellationToken).ConfigureAwait(false);
        if (role is null)
        {
            missing.Add($"{(isCluster ? "clusterrole" : "role")}.rbac.authorization.k8s.io {GoText.Quote(name)} not found");
        }

        return role;
    }

    /// <summary>The subject of a binding that is the user, in words; null when none is.</summary>
    private static string? Subject(Document binding, UserInfo user, string namespaceName)
    {
        foreach (var subject in binding["subjects"u8].Items)
        {
            var name = subject["name"u8].AsString("");
            switch (subject["kind"u8].AsString())
            {
                case "User" when user.Name == name:
                    return $"User {GoText.Quote(name)}";
                case "Group" when user.Groups.Contains(name, StringComparer.Ordinal):
                    return $"Group {GoText.Quote(name)}";
                case "ServiceAccount":
                    var place = subject["namespace"u8].AsString(namespaceName);
                    if (place.Length > 0 && user.Name == $"system:serviceaccount:{place}:{name}")
                    {
                        return $"ServiceAccount {GoText.Quote($"{name}/{place}")}";
                    }

                    break;
            }
        }

        return null;
    }
}
