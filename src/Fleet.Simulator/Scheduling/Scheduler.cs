using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Values;
using Fleet.Simulator.Controllers;

namespace Fleet.Simulator.Scheduling;

/// <summary>
/// Binds pods to nodes with room for them, spreading the pods of one controller, then filling the emptiest node. A pod that fits nowhere says why
/// and is tried again when a node or another pod changes.
/// </summary>
internal sealed class Scheduler : IController
{
    public const string DefaultName = "default-scheduler";

    private readonly ControllerContext _context;
    private readonly NodeLedger _ledger;
    private readonly HashSet<ObjectKey> _unschedulable = [];

    public Scheduler(ControllerContext context)
    {
        _context = context with { Objects = context.Objects.As("kube-scheduler"), Events = context.Events.For(DefaultName) };
        _ledger = new NodeLedger(context.Objects);
    }

    public string Name => DefaultName;

    GroupVersionResource? IController.Resource => Resource;

    private static GroupVersionResource Resource => KnownResources.Pods;

    public IReadOnlyList<GroupResource> Watches { get; } = [KnownResources.Pods.GroupResource, KnownResources.Nodes.GroupResource];

    public bool IsWorkloadController => true;

    public void Observe(StoreEvent change, Action<ObjectKey> enqueue)
    {
        if (change.Object.Key.Resource == KnownResources.Pods.GroupResource)
        {
            _ledger.Apply(change);
            if (change.Type == StoreEventType.Deleted)
            {
                _unschedulable.Remove(change.Object.Key);
            }
            else if (IsMine(change.Object.Document))
            {
                enqueue(change.Object.Key);
                return;
            }
            else if (change.Previous is null || change.Previous.Document["spec"u8]["nodeName"u8].Exists)
            {
                // Neither a new place nor a new need.
                return;
            }
        }

        foreach (var waiting in _unschedulable)
        {
            enqueue(waiting);
        }
    }

    public async ValueTask<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (await _context.Objects.GetAsync(key, cancellationToken) is not { } pod || !IsMine(pod))
        {
            _unschedulable.Remove(key);
            return null;
        }

        await _ledger.BuildAsync(cancellationToken);
        var nodes = await _context.Objects.ListAsync(KnownResources.Nodes, null, cancellationToken);
        var refusals = new SortedDictionary<string, int>(StringComparer.Ordinal);
        if (Choose(pod, nodes, refusals) is { } node)
        {
            await BindAsync(pod, node, cancellationToken);
            _unschedulable.Remove(key);
        }
        else if (_unschedulable.Add(key) || !pod.Condition("PodScheduled").IsObject)
        {
            await ReportAsync(pod, nodes.Count, refusals, cancellationToken);
        }

        return null;
    }

    private static bool IsMine(Document pod) =>
        pod["spec"u8]["nodeName"u8].AsString("").Length == 0
        && pod["spec"u8]["schedulerName"u8].AsString(DefaultName) == DefaultName
        && pod["spec"u8]["schedulingGates"u8].Count == 0
        && !pod.IsBeingDeleted();

    private Document? Choose(Document pod, IReadOnlyList<Document> nodes, SortedDictionary<string, int> refusals)
    {
        var wanted = PodRequests.Of(pod["spec"u8]);
        var controller = pod.ControllerUid();
        Document? best = null;
        var bestScore = (Siblings: int.MaxValue, Load: double.MaxValue);
        foreach (var node in nodes)
        {
            var name = node.Name();
            var used = _ledger.Used(name);
            if (NodeFilter.Refusal(pod, node, wanted, used) is { } refusal)
            {
                refusals[refusal] = refusals.GetValueOrDefault(refusal) + 1;
                continue;
            }

            var score = (_ledger.Siblings(name, controller), Load(node, used + wanted));
            if (score.CompareTo(bestScore) < 0)
            {
                (best, bestScore) = (node, score);
            }
        }

        return best;
    }

    private static double Load(Document node, PodRequests used)
    {
        var allocatable = PodRequests.Allocatable(node);
        return ((double)used.CpuMilli / Math.Max(1, allocatable.CpuMilli))
            + ((double)used.MemoryBytes / Math.Max(1, allocatable.MemoryBytes))
            + ((double)used.Pods / Math.Max(1, allocatable.Pods));
    }

    private async ValueTask BindAsync(Document pod, Document node, CancellationToken cancellationToken)
    {
        var binding = DocumentNode.Object(
            ("apiVersion", "v1"),
            ("kind", "Binding"),
            ("metadata", DocumentNode.Object(("name", pod.Name()), ("namespace", pod.Namespace()), ("uid", pod.Uid()))),
            ("target", DocumentNode.Object(("kind", "Node"), ("name", node.Name()))));
        try
        {
            await _context.Objects.PostAsync(Resource, pod.Key(), "binding", binding.ToDocument(), cancellationToken);
        }
        catch (ApiException error) when (error.IsNotFound() || error.IsConflict())
        {
            // Deleted or bound by somebody else meanwhile.
            return;
        }

        await _context.Events.NormalAsync(pod, "Scheduled", $"Successfully assigned {pod.Namespace()}/{pod.Name()} to {node.Name()}", cancellationToken);
    }

    private async ValueTask ReportAsync(Document pod, int nodes, SortedDictionary<string, int> refusals, CancellationToken cancellationToken)
    {
        var reasons = string.Join(", ", refusals.Select(refusal => $"{refusal.Value} {refusal.Key}"));
        var message = nodes == 0 ? "no nodes available to schedule pods" : $"0/{nodes} nodes are available: {reasons}. no new claims to deallocate, preemption: 0/{nodes} nodes are available: {nodes} No preemption victims found for incoming pod.";
        var now = Timestamps.Format(_context.Time.GetUtcNow());
        await _context.Objects.MutateAsync(
            Resource,
            pod.Key(),
            node =>
            {
                var conditions = node.GetOrAddObject("status").GetOrAddArray("conditions");
                if (conditions.Items.FirstOrDefault(condition => condition["type"]?.AsString() == "PodScheduled") is { } current)
                {
                    conditions.Items.Remove(current);
                }

                conditions.Items.Add(DocumentNode.Object(
                    ("type", "PodScheduled"),
                    ("status", "False"),
                    ("lastProbeTime", DocumentNode.Null()),
                    ("lastTransitionTime", now),
                    ("reason", "Unschedulable"),
                    ("message", message)));
                return true;
            },
            cancellationToken,
            "status");
        await _context.Events.WarningAsync(pod, "FailedScheduling", message, cancellationToken);
    }
}
