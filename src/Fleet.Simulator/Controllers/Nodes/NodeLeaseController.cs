using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Values;
using Fleet.Simulator.Faults;
using Fleet.Simulator.Seeding;

namespace Fleet.Simulator.Controllers.Nodes;

/// <summary>Renews the leases of the nodes that live. A big fleet renews rarely, with leases that last accordingly, so that it can idle.</summary>
internal sealed class NodeLeaseController(ControllerContext shared, FaultTable faults, TimeSpan period) : IController
{
    /// <summary>How often a real kubelet renews.</summary>
    public static readonly TimeSpan ShortestPeriod = TimeSpan.FromSeconds(10);

    // A lease lasts four renewals, as a kubelet's 40 seconds do.
    private const int PeriodsOfLease = 4;

    private readonly ControllerContext _context = shared with { Objects = shared.Objects.As(NodeFactory.FieldManager) };

    public string Name => "node-lease-controller";

    GroupVersionResource? IController.Resource => KnownResources.Nodes;

    public IReadOnlyList<GroupResource> Watches { get; } = [KnownResources.Nodes.GroupResource];

    public bool IsWorkloadController => true;

    public void Observe(StoreEvent change, Action<ObjectKey> enqueue)
    {
        if (change.Type == StoreEventType.Added)
        {
            enqueue(change.Object.Key);
        }
    }

    public async ValueTask<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (await _context.Objects.GetAsync(key, cancellationToken) is not { } node)
        {
            return null;
        }

        if (!faults.IsNodeLost(key.Name))
        {
            await RenewAsync(node, cancellationToken);
        }

        return period;
    }

    private async ValueTask RenewAsync(Document node, CancellationToken cancellationToken)
    {
        var name = new ObjectName("kube-node-lease", node.Name());
        var now = _context.Time.GetUtcNow();
        var seconds = (long)(period.TotalSeconds * PeriodsOfLease);
        var renewed = await _context.Objects.MutateAsync(
            KnownResources.Leases,
            name,
            lease =>
            {
                var spec = lease.GetOrAddObject("spec");
                spec["renewTime"] = Timestamps.FormatMicro(now);
                spec["leaseDurationSeconds"] = seconds;
                return true;
            },
            cancellationToken);
        if (renewed is null && await _context.Objects.GetAsync(KnownResources.Namespaces, new ObjectName("", name.Namespace), cancellationToken) is not null)
        {
            await _context.Objects.CreateAsync(KnownResources.Leases, NodeFactory.CreateLease(node.Name(), node.Uid(), now), cancellationToken);
        }
    }
}
