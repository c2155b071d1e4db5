using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Selectors;
using Fleet.Kubernetes.Values;
using Fleet.Simulator.Controllers.ReplicaSets;

namespace Fleet.Simulator.Controllers.Disruption;

/// <summary>Computes how many pods of a PodDisruptionBudget may be evicted. After <c>k8s.io/kubernetes/pkg/controller/disruption</c>.</summary>
internal sealed class DisruptionController(ControllerContext shared) : IController
{
    // An eviction that was granted but whose pod is still there is believed for so long.
    private static readonly TimeSpan EvictionTimeout = TimeSpan.FromMinutes(2);

    private readonly ControllerContext _context = shared.For("controllermanager");

    public string Name => "disruption-controller";

    GroupVersionResource? IController.Resource => Resource;

    private static GroupVersionResource Resource => KnownResources.PodDisruptionBudgets;

    public IReadOnlyList<GroupResource> Watches { get; } =
        [KnownResources.PodDisruptionBudgets.GroupResource, KnownResources.Pods.GroupResource, KnownResources.Deployments.GroupResource, KnownResources.ReplicaSets.GroupResource];

    public bool IsWorkloadController => true;

    public void Observe(StoreEvent change, Action<ObjectKey> enqueue)
    {
        if (change.Object.Key.Resource == Resource.GroupResource)
        {
            enqueue(change.Object.Key);
        }
        else if (change.Object.Key.Resource == KnownResources.Pods.GroupResource || IsScaled(change))
        {
            enqueue(Resource.Key(change.Object.Key.Namespace, ""));
        }
    }

    public async ValueTask<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (key.Name.Length > 0)
        {
            return await _context.Objects.GetAsync(key, cancellationToken) is { } named ? await SyncAsync(named, cancellationToken) : null;
        }

        TimeSpan? again = null;
        foreach (var budget in await _context.Objects.ListAsync(Resource, key.Namespace, cancellationToken))
        {
            if (await SyncAsync(budget, cancellationToken) is { } wanted && (again is null || wanted < again))
            {
                again = wanted;
            }
        }

        return again;
    }

    private static bool IsScaled(StoreEvent change) =>
        change.Previous is null || change.Previous.Document["spec"u8]["replicas"u8].AsInt64() != change.Object.Document["spec"u8]["replicas"u8].AsInt64();

    private async ValueTask<TimeSpan?> SyncAsync(Document budget, CancellationToken cancellationToken)
    {
        var selector = LabelSelector.From(budget["spec"u8]["selector"u8]);
        var pods = (await _context.Objects.ListAsync(KnownResources.Pods, budget.Namespace(), cancellationToken)).Where(pod => selector.Matches(pod.Labels())).ToList();
        var (expected, desired) = await ExpectationAsync(budget["spec"u8], pods, cancellationToken);
        var (disrupted, again) = StillDisrupted(budget, pods);
        var healthy = pods.Count(pod => !pod.IsBeingDeleted() && !disrupted.Contains(pod.Name()) && PodReadiness.IsReady(pod));
        var allowed = expected > 0 ? Math.Max(0, healthy - desired) : 0;

        var node = budget.Root.ToNode();
        node["status"] = Status(budget, disrupted, allowed, healthy, desired, expected);
        if (!node.ToValue().DeepEquals(budget.Root))
        {
            await _context.Objects.UpdateStatusAsync(Resource, node.ToDocument(), cancellationToken);
        }

        return again;
    }

    /// <summary>How many pods there should be, and how many of them healthy.</summary>
    private async ValueTask<(int Expected, int Desired)> ExpectationAsync(DocumentValue spec, List<Document> pods, CancellationToken cancellationToken)
    {
        if (IntOrString.From(spec["maxUnavailable"u8]) is { } maxUnavailable)
        {
            var expected = await ExpectedScaleAsync(pods, cancellationToken);
            return (expected, Math.Max(0, expected - maxUnavailable.ScaledValue(expected, roundUp: true)));
        }

        if (IntOrString.From(spec["minAvailable"u8]) is not { } minAvailable)
        {
            return (pods.Count, 0);
        }

        if (!minAvailable.IsString)
        {
            return (pods.Count, minAvailable.Integer);
        }

        var scale = await ExpectedScaleAsync(pods, cancellationToken);
        return (scale, minAvailable.ScaledValue(scale, roundUp: true));
    }

    /// <summary>The sum of what the pods' controllers are scaled to.</summary>
    private async ValueTask<int> ExpectedScaleAsync(List<Document> pods, CancellationToken cancellationToken)
    {
        var scales = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var pod in pods)
        {
            if (await ScaleOwnerAsync(pod, cancellationToken) is { } owner)
            {
                scales[owner.Uid()] = (int)(owner["spec"u8]["replicas"u8].AsInt64() ?? 1);
            }
        }

        return scales.Values.Sum();
    }

    /// <summary>The topmost controller with a scale: the Deployment above the ReplicaSet.</summary>
    private async ValueTask<Document?> ScaleOwnerAsync(Document pod, CancellationToken cancellationToken)
    {
        Document? found = null;
        for (var current = pod; current.ControllerReference() is { IsObject: true } reference;)
        {
            var kind = GroupVersionKind.Of(reference);
            if (_context.Objects.Service.Catalog.Find(kind) is not { } definition
                || await _context.Objects.GetAsync(new ObjectKey(definition.StorageResource, pod.Namespace(), reference["name"u8].AsString("")), cancellationToken) is not { } owner
                || owner.Uid() != reference["uid"u8].AsString()
                || !owner["spec"u8]["replicas"u8].Exists)
            {
                break;
            }

            found = current = owner;
        }

        return found;
    }

    private (HashSet<string> Disrupted, TimeSpan? Again) StillDisrupted(Document budget, List<Document> pods)
    {
        var now = _context.Time.GetUtcNow();
        var disrupted = new HashSet<string>(StringComparer.Ordinal);
        TimeSpan? again = null;
        foreach (var (name, time) in budget["status"u8]["disruptedPods"u8].Members)
        {
            var left = (time.AsTime() ?? now) + EvictionTimeout - now;
            if (left > TimeSpan.Zero && pods.Exists(pod => pod.Name() == name && !pod.IsBeingDeleted()))
            {
                disrupted.Add(name);
                again = again is { } known && known < left ? known : left;
            }
        }

        return (disrupted, again);
    }

    private DocumentNode Status(Document budget, HashSet<string> disrupted, int allowed, int healthy, int desired, int expected)
    {
        var status = DocumentNode.Object(
            ("observedGeneration", budget.Generation()),
            ("disruptionsAllowed", (long)allowed),
            ("currentHealthy", (long)healthy),
            ("desiredHealthy", (long)desired),
            ("expectedPods", (long)expected));
        foreach (var (name, time) in budget["status"u8]["disruptedPods"u8].Members)
        {
            if (disrupted.Contains(name))
            {
                status.GetOrAddObject("disruptedPods")[name] = time;
            }
        }

        var wanted = allowed > 0 ? ("True", "SufficientPods") : ("False", "InsufficientPods");
        var current = budget.Condition("DisruptionAllowed");
        var since = current["status"u8].AsString() == wanted.Item1 ? current["lastTransitionTime"u8].AsString(_context.Now) : _context.Now;
        status["conditions"] = DocumentNode.Array(DocumentNode.Object(
            ("type", "DisruptionAllowed"),
            ("status", wanted.Item1),
            ("observedGeneration", budget.Generation()),
            ("lastTransitionTime", since),
            ("reason", wanted.Item2),
            ("message", "")));
        return status;
    }
}
