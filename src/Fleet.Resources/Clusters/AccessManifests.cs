using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Yaml;

namespace Fleet.Resources.Clusters;

/// <summary>
/// What the engine must be allowed in a member cluster, as rules and as the manifests that grant them: a ServiceAccount <c>fleet-system/fleet</c> with a
/// ClusterRole of its tier. Secrets and RBAC are in neither tier. Whoever may create pods can run them under any service account of their namespace: <c>manage</c>
/// is trust in the engine, not a sandbox.
/// </summary>
public static class AccessManifests
{
    /// <summary>Where the ServiceAccount lives.</summary>
    public const string Namespace = "fleet-system";

    public const string ServiceAccount = "fleet";

    private static readonly string[] Read = ["get", "list", "watch"];
    private static readonly string[] ReadWrite = ["get", "list", "watch", "create", "update", "patch", "delete"];

    private static readonly AccessRule[] Observed =
    [
        new("", ["namespaces", "nodes", "pods"], Read),
        new("apps", ["daemonsets", "deployments", "replicasets", "statefulsets"], Read),
        new("batch", ["cronjobs", "jobs"], Read),
        new("events.k8s.io", ["events"], Read),
    ];

    private static readonly AccessRule[] Managed =
    [
        new("", ["nodes"], Read),
        new("", ["configmaps", "namespaces", "persistentvolumeclaims", "pods", "serviceaccounts", "services"], ReadWrite),
        new("", ["pods/eviction"], ["create"]),
        new("apps", ["daemonsets", "deployments", "replicasets", "statefulsets"], ReadWrite),
        new("apps", ["deployments/scale", "replicasets/scale", "statefulsets/scale"], ["get", "update", "patch"]),
        new("autoscaling", ["horizontalpodautoscalers"], ReadWrite),
        new("batch", ["cronjobs", "jobs"], ReadWrite),
        new("events.k8s.io", ["events"], Read),
        new("networking.k8s.io", ["ingresses", "networkpolicies"], ReadWrite),
        new("policy", ["poddisruptionbudgets"], ReadWrite),
    ];

    /// <summary>The rules of a tier.</summary>
    /// <param name="access">The tier.</param>
    /// <param name="extra">Resources followed besides (<c>spec.kinds</c>).</param>
    /// <exception cref="ArgumentException">Secrets are among the extra resources.</exception>
    public static IReadOnlyList<AccessRule> Rules(ClusterAccess access, IEnumerable<GroupResource>? extra = null)
    {
        var verbs = access == ClusterAccess.Manage ? ReadWrite : Read;
        var own = access == ClusterAccess.Manage ? Managed : Observed;
        var besides = (extra ?? []).Where(resource => !own.Any(rule => rule.Group == resource.Group && rule.Resources.Contains(resource.Resource))).Distinct().ToList();
        return besides.Contains(new GroupResource("", "secrets"))
            ? throw new ArgumentException("Secrets are not followed; other resources are accepted.")
            : [.. own, .. besides.GroupBy(resource => resource.Group, StringComparer.Ordinal).Select(group => new AccessRule(group.Key, [.. group.Select(resource => resource.Resource).Order(StringComparer.Ordinal)], verbs))];
    }

    /// <summary>The rules, each as one resource and verb: what a <c>SelfSubjectAccessReview</c> asks.</summary>
    /// <inheritdoc cref="Rules"/>
    public static IReadOnlyList<(GroupResource Resource, string Verb)> Permissions(ClusterAccess access, IEnumerable<GroupResource>? extra = null) =>
    [
        .. from rule in Rules(access, extra)
           from resource in rule.Resources
           from verb in rule.Verbs
           select (new GroupResource(rule.Group, resource), verb),
    ];

    /// <summary>Namespace, ServiceAccount, ClusterRole and binding: apply them in this order.</summary>
    /// <inheritdoc cref="Rules"/>
    public static IReadOnlyList<Document> Objects(ClusterAccess access, IEnumerable<GroupResource>? extra = null)
    {
        // A binding's role cannot be changed: each tier has names of its own.
        var name = access == ClusterAccess.Manage ? "fleet-manage" : "fleet-observe";
        return
        [
            DocumentNode.Object(("apiVersion", "v1"), ("kind", "Namespace"), ("metadata", Metadata(Namespace))).ToDocument(),
            DocumentNode.Object(("apiVersion", "v1"), ("kind", "ServiceAccount"), ("metadata", Metadata(ServiceAccount, Namespace))).ToDocument(),
            DocumentNode.Object(
                ("apiVersion", "rbac.authorization.k8s.io/v1"),
                ("kind", "ClusterRole"),
                ("metadata", Metadata(name)),
                ("rules", DocumentNode.Array(Rules(access, extra).Select(Rule)))).ToDocument(),
            DocumentNode.Object(
                ("apiVersion", "rbac.authorization.k8s.io/v1"),
                ("kind", "ClusterRoleBinding"),
                ("metadata", Metadata(name)),
                ("roleRef", DocumentNode.Object(("apiGroup", "rbac.authorization.k8s.io"), ("kind", "ClusterRole"), ("name", name))),
                ("subjects", DocumentNode.Array([DocumentNode.Object(("kind", "ServiceAccount"), ("name", ServiceAccount), ("namespace", Namespace))]))).ToDocument(),
        ];
    }

    /// <summary>The same as one YAML text, for <c>kubectl apply -f -</c>.</summary>
    /// <inheritdoc cref="Rules"/>
    public static string Yaml(ClusterAccess access, IEnumerable<GroupResource>? extra = null) => YamlWriter.WriteAll(Objects(access, extra));

    private static DocumentNode Metadata(string name, string? namespaceName = null) => DocumentNode.Object(
        ("labels", DocumentNode.Object(("app.kubernetes.io/name", "fleet"))),
        ("name", name),
        ("namespace", namespaceName is null ? null : (DocumentNode)namespaceName));

    private static DocumentNode Rule(AccessRule rule) => DocumentNode.Object(("apiGroups", Texts([rule.Group])), ("resources", Texts(rule.Resources)), ("verbs", Texts(rule.Verbs)));

    private static DocumentNode Texts(IEnumerable<string> texts) => DocumentNode.Array(texts.Select(text => (DocumentNode)text));
}
