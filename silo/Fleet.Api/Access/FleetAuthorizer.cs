using Fleet.Api.Identity;
using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Api.Authorization;
using Fleet.Kubernetes.Documents;
using Fleet.Resources;
using Fleet.Resources.Access;

namespace Fleet.Api.Access;

/// <summary>
/// Roles over Fleet kinds. Reading is decided here by kind and narrowed by scope where lists are made; writing is decided here. Access itself (grants, tokens,
/// and the projects grants are scoped by) belongs to administrators of the whole fleet: nobody can give what he does not hold.
/// </summary>
public sealed class FleetAuthorizer(AccessGrants grants) : IAuthorizer
{
    private const string ReviewGroup = "authorization.k8s.io";
    private const string AuthenticationGroup = "authentication.k8s.io";

    public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken)
    {
        var held = grants.HeldBy(attributes.User);
        var allowed = attributes.IsResourceRequest ? MayResource(attributes, held) : MayPath(attributes, held);
        return new(new AuthorizationDecision(allowed, allowed ? "" : Reason(held)));
    }

    public ValueTask<EffectiveRules> RulesAsync(UserInfo user, string namespaceName, CancellationToken cancellationToken)
    {
        var held = grants.HeldBy(user);
        if (IsAdministrator(held))
        {
            return AllowAll.Instance.RulesAsync(user, namespaceName, cancellationToken);
        }

        var rules = new List<DocumentValue>();
        if (held.Count > 0)
        {
            rules.Add(Rule(FleetKinds.Group, ["clusters", "projects", "workloads"], ["get", "list", "watch"]));
        }

        if (held.Any(grant => grant.Role >= AccessRole.Operator))
        {
            rules.Add(Rule(FleetKinds.Group, ["clusters", "clusters/status"], ["create", "update", "patch", "delete"]));
        }

        rules.Add(Rule(ReviewGroup, ["selfsubjectaccessreviews", "selfsubjectrulesreviews"], ["create"]));
        return new(new EffectiveRules(rules));
    }

    private static bool MayResource(AuthorizationAttributes attributes, IReadOnlyList<HeldGrant> held)
    {
        if (IsAdministrator(held) || IngestAccess.IsIngest(attributes.User))
        {
            return IsAdministrator(held);
        }

        var isRead = attributes.Verb is "get" or "list" or "watch";
        return attributes.Group switch
        {
            ReviewGroup or AuthenticationGroup => attributes.Verb == "create" && attributes.Resource.StartsWith("selfsubject", StringComparison.Ordinal),
            FleetKinds.Group => isRead ? MayRead(attributes, held) : MayWrite(attributes, held),
            _ => isRead && held.Count > 0,
        };
    }

    private static bool MayRead(AuthorizationAttributes attributes, IReadOnlyList<HeldGrant> held) => attributes.Resource switch
    {
        "workloads" => attributes.Namespace.Length == 0 ? held.Count > 0 : held.Any(grant => grant.ShowsNamespace(attributes.Namespace)),
        "accessgrants" or "accesstokens" => false,

        // Which of them is settled where they are read: others are as if they were not there.
        _ => held.Count > 0,
    };

    /// <summary>What is written without a name in the request (a create, all of a collection) needs the role over the whole fleet.</summary>
    private static bool MayWrite(AuthorizationAttributes attributes, IReadOnlyList<HeldGrant> held) => attributes.Resource switch
    {
        "projects" or "accessgrants" or "accesstokens" => false,
        "clusters" => held.Any(grant => grant.Role >= AccessRole.Operator
            && (grant.Scope.IsUnlimited || (attributes.Name.Length > 0 && attributes.Verb != "deletecollection" && grant.CoversCluster(attributes.Name)))),
        _ => held.Any(grant => grant.Role >= AccessRole.Operator && grant.Scope.IsUnlimited),
    };

    private static bool MayPath(AuthorizationAttributes attributes, IReadOnlyList<HeldGrant> held) => attributes.Path switch
    {
        _ when IsAdministrator(held) => true,
        _ when IngestAccess.IsIngest(attributes.User) => IsBelow(attributes.Path, IngestAccess.Root),
        _ when IsBelow(attributes.Path, "/audit") || IsBelow(attributes.Path, IngestAccess.Root) => false,

        // It shows every grain and silo: who reads on this machine may, others must administrate.
        _ when IsBelow(attributes.Path, "/dashboard") => attributes.Verb == "get" && attributes.User.Groups.Contains(LoopbackAuthenticator.ReadersGroup, StringComparer.Ordinal),
        _ when IsBelow(attributes.Path, "/query") || IsBelow(attributes.Path, "/events") || IsBelow(attributes.Path, "/metrics") => held.Count > 0,
        _ => attributes.Verb is "get" or "head",
    };

    private static bool IsBelow(string path, string root) => path == root || path.StartsWith(root + "/", StringComparison.Ordinal);

    private static bool IsAdministrator(IReadOnlyList<HeldGrant> held) => held.Any(grant => grant.Role == AccessRole.Admin && grant.Scope.IsUnlimited);

    private static string Reason(IReadOnlyList<HeldGrant> held) => held.Count == 0
        ? "no AccessGrant names this user or one of its groups"
        : $"the highest role held is {held.Max(grant => grant.Role).ToString().ToLowerInvariant()}{(held.Any(grant => grant.Scope.IsUnlimited) ? "" : ", over part of the fleet")}";

    private static DocumentValue Rule(string group, IEnumerable<string> resources, IEnumerable<string> verbs) => DocumentNode.Object(
        ("verbs", DocumentNode.Array(verbs.Select(DocumentNode.String))),
        ("apiGroups", DocumentNode.Array(DocumentNode.String(group))),
        ("resources", DocumentNode.Array(resources.Select(DocumentNode.String)))).ToDocument().Root;
}
