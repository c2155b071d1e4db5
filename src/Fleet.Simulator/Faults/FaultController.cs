using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Controllers;

namespace Fleet.Simulator.Faults;

/// <summary>Shows a fault that came or went to whom it concerns: the pods it befalls, or the nodes.</summary>
/// <param name="context">The cluster.</param>
/// <param name="faults">Its faults.</param>
/// <param name="wakePod">Has the kubelet look at a pod.</param>
/// <param name="wakeNode">Has the node lifecycle controller look at a node.</param>
internal sealed class FaultController(ControllerContext context, FaultTable faults, Action<ObjectKey> wakePod, Action<ObjectKey> wakeNode) : IController
{
    /// <summary>The one key there is to look at.</summary>
    public static readonly ObjectKey Key = new(new GroupResource("simulator", "faults"), "", "all");

    private static readonly GroupResource NoResource = new("simulator", "none");

    public string Name => "fault-controller";

    public GroupVersionResource? Resource => null;

    public IReadOnlyList<GroupResource> Watches { get; } = [NoResource];

    public bool IsWorkloadController => false;

    public void Observe(StoreEvent change, Action<ObjectKey> enqueue)
    {
        // Faults are no objects.
    }

    public async ValueTask<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        foreach (var changed in faults.TakeChanged())
        {
            if (changed.Kind == FaultKind.NodeLoss)
            {
                foreach (var node in await context.Objects.ListAsync(KnownResources.Nodes, null, cancellationToken))
                {
                    wakeNode(KnownResources.Nodes.Key(node));
                }
            }

            if (changed.Kind is FaultKind.NodeLoss || changed.Kind.IsPodFault())
            {
                foreach (var pod in await context.Objects.ListAsync(KnownResources.Pods, changed.Target.Namespace is { } name && !name.Contains('*') ? name : null, cancellationToken))
                {
                    if (changed.Kind == FaultKind.NodeLoss || changed.Target.MatchesPod(pod))
                    {
                        wakePod(KnownResources.Pods.Key(pod));
                    }
                }
            }
        }

        return null;
    }
}
