using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Faults;
using Fleet.Simulator.Seeding;

namespace Fleet.Simulator.Controllers.Nodes;

/// <summary>
/// Notices that a node is lost or back: conditions Unknown after its grace period, taints, its pods unready, and their eviction when their
/// tolerations end; removes the pods of deleted nodes. After <c>nodelifecycle</c>, <c>tainteviction</c> and <c>podgc</c> of <c>k8s.io/kubernetes/pkg/controller</c>.
/// </summary>
internal sealed class NodeLifecycleController(ControllerContext shared, FaultTable faults) : IController
{
    private const string Unreachable = "node.kubernetes.io/unreachable";

    /// <summary>How long a node may be silent (<c>--node-monitor-grace-period</c>).</summary>
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(50);

    /// <summary>How long the pods of a deleted node are left alone: it may register again.</summary>
    private static readonly TimeSpan OrphanQuarantine = TimeSpan.FromSeconds(40);

    private readonly ControllerContext _context = shared.For("node-controller");
    private readonly Dictionary<string, DateTimeOffset> _silentSince = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _deletedAt = new(StringComparer.Ordinal);

    public string Name => "node-lifecycle-controller";

    GroupVersionResource? IController.Resource => KnownResources.Nodes;

    public IReadOnlyList<GroupResource> Watches { get; } = [KnownResources.Nodes.GroupResource];

    public bool IsWorkloadController => true;

    public void Observe(StoreEvent change, Action<ObjectKey> enqueue)
    {
        if (change.Type != StoreEventType.Modified)
        {
            enqueue(change.Object.Key);
        }
    }

    public async ValueTask<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (await _context.Objects.GetAsync(key, cancellationToken) is not { } node)
        {
            _silentSince.Remove(key.Name);
            return await CollectOrphansAsync(key.Name, cancellationToken);
        }

        _deletedAt.Remove(key.Name);

        if (!faults.IsNodeLost(key.Name))
        {
            if (_silentSince.Remove(key.Name) && IsUnknown(node))
            {
                await ReturnAsync(node, cancellationToken);
            }

            return null;
        }

        var now = _context.Time.GetUtcNow();
        if (!_silentSince.TryGetValue(key.Name, out var since))
        {
            _silentSince[key.Name] = since = now;
        }

        if (now < since + GracePeriod)
        {
            return since + GracePeriod - now;
        }

        if (!IsUnknown(node))
        {
            await LoseAsync(node, cancellationToken);
        }

        return await EvictAsync(node, since + GracePeriod, now, cancellationToken);
    }

    /// <summary>Removes the pods of a node that was deleted and did not come back for a while (<c>podgc</c>).</summary>
    private async ValueTask<TimeSpan?> CollectOrphansAsync(string node, CancellationToken cancellationToken)
    {
        var now = _context.Time.GetUtcNow();
        if (!_deletedAt.TryGetValue(node, out var since))
        {
            _deletedAt[node] = since = now;
        }

        if (since + OrphanQuarantine > now)
        {
            return since + OrphanQuarantine - now;
        }

        _deletedAt.Remove(node);
        foreach (var pod in await PodsAsync(node, cancellationToken))
        {
            await _context.Objects.DeleteAsync(KnownResources.Pods, pod, cancellationToken, DeleteOptions.Default with { GracePeriodSeconds = 0 });
        }

        return null;
    }

    private static bool IsUnknown(Document node) => node.Condition("Ready")["status"u8].AsString() == "Unknown";

    private async ValueTask LoseAsync(Document node, CancellationToken cancellationToken)
    {
        var now = _context.Now;
        await SetStatusAsync(_context.Objects, node, condition =>
        {
            if (condition["type"]?.AsString() != "NetworkUnavailable")
            {
                condition["status"] = "Unknown";
                condition["reason"] = "NodeStatusUnknown";
                condition["message"] = "Kubelet stopped posting node status.";
                condition["lastTransitionTime"] = now;
            }
        }, cancellationToken);
        await SetTaintsAsync(node, lost: true, now, cancellationToken);
        await _context.Events.NormalAsync(node, "NodeNotReady", $"Node {node.Name()} status is now: NodeNotReady", cancellationToken);
        foreach (var pod in await PodsAsync(node.Name(), cancellationToken))
        {
            await MarkUnreadyAsync(pod, now, cancellationToken);
        }
    }

    private async ValueTask ReturnAsync(Document node, CancellationToken cancellationToken)
    {
        var fresh = NodeFactory.CreateStatus(_context.Time.GetUtcNow())["conditions"]!;
        await SetStatusAsync(_context.Objects.As(NodeFactory.FieldManager), node, condition =>
        {
            var good = fresh.Items.FirstOrDefault(other => other["type"]?.AsString() == condition["type"]?.AsString());
            foreach (var name in good?.Names ?? [])
            {
                condition[name] = good![name]!;
            }
        }, cancellationToken);
        await SetTaintsAsync(node, lost: false, _context.Now, cancellationToken);
        await _context.Events.NormalAsync(node, "NodeReady", $"Node {node.Name()} status is now: NodeReady", cancellationToken);
    }

    private static async ValueTask SetStatusAsync(ObjectClient client, Document node, Action<DocumentNode> change, CancellationToken cancellationToken) =>
        await client.MutateAsync(
            KnownResources.Nodes,
            node.Key(),
            document =>
            {
                foreach (var condition in document.GetOrAddObject("status").GetOrAddArray("conditions").Items)
                {
                    change(condition);
                }

                return true;
            },
            cancellationToken,
            "status");

    private async ValueTask SetTaintsAsync(Document node, bool lost, string now, CancellationToken cancellationToken) => await _context.Objects.MutateAsync(
        KnownResources.Nodes,
        node.Key(),
        document =>
        {
            var spec = document.GetOrAddObject("spec");
            var kept = spec["taints"] is { IsArray: true } taints ? taints.Items.Where(taint => taint["key"]?.AsString() != Unreachable).ToList() : [];
            if (lost)
            {
                kept.Add(DocumentNode.Object(("key", Unreachable), ("effect", "NoSchedule"), ("timeAdded", now)));
                kept.Add(DocumentNode.Object(("key", Unreachable), ("effect", "NoExecute"), ("timeAdded", now)));
            }

            spec.With("taints", kept.Count == 0 ? null : DocumentNode.Array(kept));
            return true;
        },
        cancellationToken);

    private async ValueTask MarkUnreadyAsync(Document pod, string now, CancellationToken cancellationToken) => await _context.Objects.MutateAsync(
        KnownResources.Pods,
        pod.Key(),
        document =>
        {
            var ready = document["status"]?["conditions"]?.Items.FirstOrDefault(condition => condition["type"]?.AsString() == "Ready");
            if (ready is null || ready["status"]?.AsString() != "True")
            {
                return false;
            }

            ready["status"] = "False";
            ready["lastTransitionTime"] = now;
            return true;
        },
        cancellationToken,
        "status");

    /// <summary>Deletes the pods that tolerated the taint long enough; the answer is when the next one has.</summary>
    private async ValueTask<TimeSpan?> EvictAsync(Document node, DateTimeOffset taintedAt, DateTimeOffset now, CancellationToken cancellationToken)
    {
        TimeSpan? next = null;
        foreach (var pod in await PodsAsync(node.Name(), cancellationToken))
        {
            if (pod.IsBeingDeleted() || Tolerated(pod) is not { } tolerated)
            {
                continue;
            }

            if (taintedAt + tolerated <= now)
            {
                await _context.Events.NormalAsync(pod, "TaintManagerEviction", $"Marking for deletion Pod {pod.Key()}", cancellationToken);
                await _context.Objects.DeleteAsync(KnownResources.Pods, pod, cancellationToken);
            }
            else if (next is null || taintedAt + tolerated - now < next)
            {
                next = taintedAt + tolerated - now;
            }
        }

        return next;
    }

    /// <summary>How long a pod stays on an unreachable node; null for ever.</summary>
    private static TimeSpan? Tolerated(Document pod)
    {
        foreach (var toleration in pod["spec"u8]["tolerations"u8].Items)
        {
            var key = toleration["key"u8].AsString("");
            if ((key == Unreachable || key.Length == 0) && toleration["effect"u8].AsString("") is "" or "NoExecute")
            {
                return toleration["tolerationSeconds"u8].AsInt64() is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
            }
        }

        return TimeSpan.Zero;
    }

    private async ValueTask<IEnumerable<Document>> PodsAsync(string node, CancellationToken cancellationToken) =>
        (await _context.Objects.ListAsync(KnownResources.Pods, null, cancellationToken)).Where(pod => pod["spec"u8]["nodeName"u8].AsString() == node);
}
