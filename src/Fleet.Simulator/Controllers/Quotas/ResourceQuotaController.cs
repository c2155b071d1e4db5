using System.Collections.Concurrent;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Values;
using Fleet.Simulator.Admission;

namespace Fleet.Simulator.Controllers.Quotas;

/// <summary>
/// Keeps the status of ResourceQuotas: what they allow and what is used. Creations are charged at admission; this one counts again when a quota
/// changes or something goes. After <c>k8s.io/kubernetes/pkg/controller/resourcequota</c>.
/// </summary>
internal sealed class ResourceQuotaController(ControllerContext context) : IController
{
    /// <summary>The quotas of each namespace, so that other namespaces cost nothing.</summary>
    private readonly ConcurrentDictionary<ObjectKey, bool> _quotas = new();

    public string Name => "resourcequota-controller";

    GroupVersionResource? IController.Resource => KnownResources.ResourceQuotas;

    public IReadOnlyList<GroupResource> Watches { get; } = [];

    public bool IsWorkloadController => false;

    public void Observe(StoreEvent change, Action<ObjectKey> enqueue)
    {
        var key = change.Object.Key;
        if (key.Resource == KnownResources.ResourceQuotas.GroupResource)
        {
            ObserveQuota(change, enqueue);
        }
        else if (!_quotas.IsEmpty && FreesSomething(change))
        {
            foreach (var quota in _quotas.Keys.Where(quota => quota.Namespace == key.Namespace))
            {
                enqueue(quota);
            }
        }
    }

    public async ValueTask<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (await context.Objects.GetAsync(key, cancellationToken) is not { } quota)
        {
            return null;
        }

        _quotas[key] = true;
        var hard = quota["spec"u8]["hard"u8];
        var used = await CountAsync(quota.Root, key.Namespace, cancellationToken);
        await context.Objects.MutateAsync(KnownResources.ResourceQuotas, quota.Key(), node => Write(node, hard, used), cancellationToken, "status");
        return null;
    }

    private void ObserveQuota(StoreEvent change, Action<ObjectKey> enqueue)
    {
        var key = change.Object.Key;
        if (change.Type == StoreEventType.Deleted)
        {
            _quotas.TryRemove(key, out _);
            return;
        }

        _quotas[key] = true;
        var document = change.Object.Document;
        if (!document["status"u8]["hard"u8].DeepEquals(document["spec"u8]["hard"u8]))
        {
            enqueue(key);
        }
    }

    private static bool FreesSomething(StoreEvent change) =>
        change.Type == StoreEventType.Deleted
        || (change.Type == StoreEventType.Modified
            && change.Object.Key.Resource == KnownResources.Pods.GroupResource
            && change.Object.Document["status"u8]["phase"u8].AsString() is "Succeeded" or "Failed");

    private async ValueTask<DocumentNode> CountAsync(DocumentValue quota, string namespaceName, CancellationToken cancellationToken)
    {
        var names = quota["spec"u8]["hard"u8].Members.ToList().Select(member => member.Name).ToList();
        var sum = names.ToDictionary(name => name, _ => Quantity.Zero, StringComparer.Ordinal);
        foreach (var resource in names.Select(Counted).Distinct())
        {
            var page = await context.Objects.Service.Store.ListAsync(new StoreListQuery(resource, namespaceName), cancellationToken);
            foreach (var stored in page.Objects.Where(stored => QuotaUsage.IsInScope(quota, resource, stored.Document.Root)))
            {
                foreach (var (name, amount) in QuotaUsage.Of(resource, stored.Document.Root))
                {
                    if (sum.TryGetValue(name, out var before))
                    {
                        sum[name] = before + amount;
                    }
                }
            }
        }

        var used = DocumentNode.Object();
        foreach (var (name, amount) in sum)
        {
            used[name] = amount.ToString();
        }

        return used;
    }

    /// <summary>What a line of a quota counts.</summary>
    private static GroupResource Counted(string name)
    {
        if (name.StartsWith("count/", StringComparison.Ordinal))
        {
            var dot = name.IndexOf('.', StringComparison.Ordinal);
            return dot < 0 ? new GroupResource("", name[6..]) : new GroupResource(name[(dot + 1)..], name[6..dot]);
        }

        return name switch
        {
            "services" or "services.nodeports" or "services.loadbalancers" => new GroupResource("", "services"),
            "configmaps" or "secrets" or "replicationcontrollers" or "resourcequotas" or "persistentvolumeclaims" => new GroupResource("", name),
            "requests.storage" => new GroupResource("", "persistentvolumeclaims"),
            _ when name.Contains(".storageclass.storage.k8s.io/", StringComparison.Ordinal) => new GroupResource("", "persistentvolumeclaims"),
            _ => new GroupResource("", "pods"),
        };
    }

    private static bool Write(DocumentNode node, DocumentValue hard, DocumentNode used)
    {
        var status = node.GetOrAddObject("status");
        if ((status["hard"]?.ToValue() ?? default).DeepEquals(hard) && used.DeepEquals(status["used"]))
        {
            return false;
        }

        status["hard"] = hard;
        status["used"] = used;
        return true;
    }
}
