using Fleet.Kubernetes.Api.Metadata;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Values;

namespace Fleet.Simulator.Seeding;

/// <summary>
/// The <c>APIService</c> objects a cluster starts with: one a group version, as the server registers its own; <c>metrics.k8s.io</c> by its service.
/// Written straight to the store: a thousand clusters start at once.
/// </summary>
/// <remarks>k8s.io/kubernetes/pkg/controlplane/apiserver/aggregator.go.</remarks>
internal static class BootstrapApiServices
{
    private const string MetricsGroup = "metrics.k8s.io";

    /// <summary>Priorities fall from the core group downwards in steps, in discovery order.</summary>
    private const int CorePriority = 18000;
    private const int PriorityStep = 100;
    private const int AddedPriority = 100;

    private static readonly GroupResource Resource = new("apiregistration.k8s.io", "apiservices");

    public static async Task StoreAsync(
        IResourceStore store, IReadOnlyList<ResourceDefinition> resources, IdentityGenerator identities, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var created = Timestamps.Format(now);
        var priority = CorePriority;
        foreach (var group in resources.Select(definition => definition.Resource).GroupBy(resource => resource.Group, StringComparer.Ordinal))
        {
            var versions = group.Select(resource => resource.Version).Distinct(StringComparer.Ordinal).ToList();
            for (var i = 0; i < versions.Count; i++)
            {
                var name = $"{versions[i]}.{group.Key}";
                var isAdded = group.Key == MetricsGroup;
                var spec = Spec(group.Key, versions[i], isAdded ? AddedPriority : priority, isAdded ? AddedPriority : 15 * (versions.Count - i), isAdded);
                await store.CreateAsync(new ObjectKey(Resource, "", name), Create(name, spec, identities.NewUid(), created, isAdded), cancellationToken);
            }

            priority -= PriorityStep;
        }
    }

    private static DocumentNode Spec(string group, string version, int groupPriority, int versionPriority, bool isAdded) => DocumentNode.Object(
        ("service", isAdded ? DocumentNode.Object(("namespace", "kube-system"), ("name", "metrics-server"), ("port", 443)) : null),
        ("group", group.Length == 0 ? null : DocumentNode.String(group)),
        ("version", version),
        ("insecureSkipTLSVerify", isAdded ? DocumentNode.Boolean(true) : null),
        ("groupPriorityMinimum", groupPriority),
        ("versionPriority", versionPriority));

    private static Document Create(string name, DocumentNode spec, string uid, string created, bool isAdded) => DocumentNode.Object(
        ("kind", "APIService"),
        ("apiVersion", "apiregistration.k8s.io/v1"),
        ("metadata", DocumentNode.Object(
            ("name", name),
            ("uid", uid),
            ("creationTimestamp", created),
            ("labels", isAdded ? DocumentNode.Object(("k8s-app", "metrics-server")) : DocumentNode.Object(("kube-aggregator.kubernetes.io/automanaged", "onstart"))))),
        ("spec", spec),
        ("status", DocumentNode.Object(("conditions", DocumentNode.Array(Available(created, isAdded)))))).ToDocument();

    private static DocumentNode Available(string created, bool isAdded) => DocumentNode.Object(
        ("type", "Available"),
        ("status", "True"),
        ("lastTransitionTime", created),
        ("reason", isAdded ? "Passed" : "Local"),
        ("message", isAdded ? "all checks passed" : "Local APIServices are always available"));
}
