using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Values;
using Fleet.Simulator.Admission;

namespace Fleet.Simulator.Controllers.Quotas;

/// <summary>
/// Counts what a ResourceQuota's namespace uses: when the quota changes and when something goes. What comes is counted by admission. After
/// <c>k8s.io/kubernetes/pkg/controller/resourcequota</c>.
/// </summary>
internal sealed class QuotaController(ControllerContext context) : IController
{
    public string Name => "resourcequota-controller";

    GroupVersionResource? IController.Resource => KnownResources.ResourceQuotas;

    /// <summary>All: any object may count.</summary>
    public IReadOnlyList<GroupResource> Watches => [];

    public bool IsWorkloadController => false;

    public void Observe(StoreEvent change, Action<ObjectKey> enqueue)
    {
        var key = change.Object.Key;
        if (key.Resource == KnownResources.ResourceQuotas.GroupResource)
        {
            if (change.Type != StoreEventType.Deleted && IsOutdated(change.Object.Document))
            {
                enqueue(key);
            }
        }
        else if (key.Namespace.Length > 0 && (change.Type == StoreEventType.Deleted || HasFinished(change)))
        {
            // An empty name asks for all quotas of the namespace.
            enqueue(KnownResources.ResourceQuotas.Key(key.Namespace, ""));
        }
    }

    public async ValueTask<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (key.Name.Length > 0)
        {
            if (await context.Objects.GetAsync(key, cancellationToken) is { } named)
            {
                await SyncAsync(named, cancellationToken);
            }

            return null;
        }

        foreach (var quota in await context.Objects.ListAsync(KnownResources.ResourceQuotas, key.Namespace, cancellationToken))
        {
            await SyncAsync(quota, cancellationToken);
        }

        return null;
    }

    private static bool IsOutdated(Document quota) => !quota["spec"u8]["hard"u8].DeepEquals(quota["status"u8]["hard"u8]);

    private static bool HasFinished(StoreEvent change) =>
        change.Object.Key.Resource == KnownResources.Pods.GroupResource
        && change.Previous is { } previous
        && previous.Document["status"u8]["phase"u8].AsString() != change.Object.Document["status"u8]["phase"u8].AsString()
        && change.Object.Document["status"u8]["phase"u8].AsString() is "Succeeded" or "Failed";

    private async ValueTask SyncAsync(Document quota, CancellationToken cancellationToken)
    {
        var hard = quota["spec"u8]["hard"u8];
        if (!hard.IsObject)
        {
            return;
        }

        var used = await UsedAsync(quota, hard, cancellationToken);
        var node = quota.Root.ToNode();
        node["status"] = DocumentNode.Object(("hard", hard.ToNode()), ("used", used));
        if (!node.ToValue().DeepEquals(quota.Root))
        {
            await context.Objects.UpdateStatusAsync(KnownResources.ResourceQuotas, node.ToDocument(), cancellationToken);
        }
    }

    private async ValueTask<DocumentNode> UsedAsync(Document quota, DocumentValue hard, CancellationToken cancellationToken)
    {
        var limited = hard.Members.ToList().ToDictionary(member => member.Name, _ => Quantity.Zero, StringComparer.Ordinal);
        foreach (var resource in CountedResources(limited.Keys))
        {
            var page = await context.Objects.Service.Store.ListAsync(new StoreListQuery(resource, quota.Namespace()), cancellationToken);
            foreach (var stored in page.Objects.Where(stored => QuotaUsage.IsInScope(quota.Root, resource, stored.Document.Root)))
            {
                foreach (var (name, quantity) in QuotaUsage.Of(resource, stored.Document.Root))
                {
                    if (limited.TryGetValue(name, out var sum))
                    {
                        limited[name] = sum + quantity;
                    }
                }
            }
        }

        var used = DocumentNode.Object();
        foreach (var (name, quantity) in limited)
        {
            used[name] = quantity.ToString();
        }

        return used;
    }

    /// <summary>The resources that can use any of the limited names.</summary>
    private IEnumerable<GroupResource> CountedResources(IEnumerable<string> limited)
    {
        var names = limited.ToHashSet(StringComparer.Ordinal);
        return context.Objects.Service.Catalog.Resources
            .Where(definition => definition.IsNamespaced && definition.Virtual is null)
            .Select(definition => definition.StorageResource)
            .Distinct()
            .Where(resource => names.Contains($"count/{resource}") || (resource.Group.Length == 0 && IsCore(resource.Resource, names)));
    }

    /// <summary>Pods, services and claims use names that do not contain theirs (<c>requests.cpu</c>, <c>services.nodeports</c>, <c>requests.storage</c>).</summary>
    private static bool IsCore(string resource, HashSet<string> limited) => resource is "pods" or "services" or "persistentvolumeclaims" || limited.Contains(resource);
}
