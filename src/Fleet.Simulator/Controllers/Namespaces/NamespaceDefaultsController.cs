using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Simulator.Controllers.Namespaces;

/// <summary>
/// Keeps the ConfigMap <c>kube-root-ca.crt</c> and the ServiceAccount <c>default</c> in every namespace. After the root CA publisher and the
/// service account controller of kube-controller-manager.
/// </summary>
/// <param name="context">The cluster.</param>
/// <param name="rootCertificate">The certificate authority of the API server, PEM.</param>
internal sealed class NamespaceDefaultsController(ControllerContext context, string rootCertificate) : IController
{
    public const string RootConfigMap = "kube-root-ca.crt";
    public const string ServiceAccount = "default";

    private const string Description =
        "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or "
        + "kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.";

    public string Name => "namespace-defaults";

    GroupVersionResource? IController.Resource => Resource;

    private static GroupVersionResource Resource => KnownResources.Namespaces;

    public IReadOnlyList<GroupResource> Watches { get; } =
        [KnownResources.Namespaces.GroupResource, KnownResources.ConfigMaps.GroupResource, KnownResources.ServiceAccounts.GroupResource];

    public bool IsWorkloadController => false;

    public void Observe(StoreEvent change, Action<ObjectKey> enqueue)
    {
        var key = change.Object.Key;
        if (key.Resource == Resource.GroupResource)
        {
            if (change.Type == StoreEventType.Added)
            {
                enqueue(key);
            }
        }
        else if (key.Name is RootConfigMap or ServiceAccount && change.Type != StoreEventType.Added)
        {
            enqueue(Resource.Key("", key.Namespace));
        }
    }

    public async ValueTask<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (await context.Objects.GetAsync(key, cancellationToken) is not { } document || document.IsBeingDeleted())
        {
            return null;
        }

        try
        {
            await EnsureConfigMapAsync(key.Name, cancellationToken);
            if (await context.Objects.GetAsync(KnownResources.ServiceAccounts, new ObjectName(key.Name, ServiceAccount), cancellationToken) is null)
            {
                await context.Objects.CreateAsync(KnownResources.ServiceAccounts, CreateServiceAccount(key.Name), cancellationToken);
            }
        }
        catch (ApiException error) when (error.IsAlreadyExists() || error.IsNamespaceTerminating())
        {
            // Made by another client, or no longer wanted.
        }

        return null;
    }

    /// <summary>The ConfigMap of a namespace.</summary>
    public static Document CreateConfigMap(string namespaceName, string rootCertificate) => DocumentNode.Object(
        ("apiVersion", "v1"),
        ("kind", "ConfigMap"),
        ("metadata", DocumentNode.Object(
            ("name", RootConfigMap),
            ("namespace", namespaceName),
            ("annotations", DocumentNode.Object(("kubernetes.io/description", Description))))),
        ("data", DocumentNode.Object(("ca.crt", rootCertificate)))).ToDocument();

    /// <summary>The ServiceAccount of a namespace.</summary>
    public static Document CreateServiceAccount(string namespaceName) => DocumentNode.Object(
        ("apiVersion", "v1"),
        ("kind", "ServiceAccount"),
        ("metadata", DocumentNode.Object(("name", ServiceAccount), ("namespace", namespaceName)))).ToDocument();

    private async ValueTask EnsureConfigMapAsync(string namespaceName, CancellationToken cancellationToken)
    {
        var name = new ObjectName(namespaceName, RootConfigMap);
        if (await context.Objects.GetAsync(KnownResources.ConfigMaps, name, cancellationToken) is not { } existing)
        {
            await context.Objects.CreateAsync(KnownResources.ConfigMaps, CreateConfigMap(namespaceName, rootCertificate), cancellationToken);
        }
        else if (existing["data"u8]["ca.crt"u8].AsString() != rootCertificate)
        {
            await context.Objects.MutateAsync(
                KnownResources.ConfigMaps,
                name,
                node =>
                {
                    node["data"] = DocumentNode.Object(("ca.crt", rootCertificate));
                    return true;
                },
                cancellationToken);
        }
    }
}
