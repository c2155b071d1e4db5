using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Controllers;
using Fleet.Simulator.Faults;
using Fleet.Simulator.Seeding;

namespace Fleet.Simulator.Kubelet;

/// <summary>The kubelets of all nodes of a cluster: moves bound pods through their lives. A lost node's pods stay as they are.</summary>
internal sealed class KubeletController(ControllerContext shared, FaultTable faults, PodAddresses addresses) : IController
{
    private readonly ControllerContext _context = shared with
    {
        Objects = shared.Objects.As(NodeFactory.FieldManager),
        Events = shared.Events.For("kubelet"),
    };

    public string Name => "kubelet";

    GroupVersionResource? IController.Resource => Resource;

    private static GroupVersionResource Resource => KnownResources.Pods;

    public IReadOnlyList<GroupResource> Watches { get; } = [KnownResources.Pods.GroupResource];

    public bool IsWorkloadController => true;

    public void Observe(StoreEvent change, Action<ObjectKey> enqueue)
    {
        if (change.Type != StoreEventType.Deleted && change.Object.Document["spec"u8]["nodeName"u8].AsString("").Length > 0)
        {
            enqueue(change.Object.Key);
        }
    }

    public async ValueTask<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (await _context.Objects.GetAsync(key, cancellationToken) is not { } pod
            || pod["spec"u8]["nodeName"u8].AsString("") is not { Length: > 0 } node
            || faults.IsNodeLost(node)
            || await _context.Objects.GetAsync(KnownResources.Nodes, new ObjectName("", node), cancellationToken) is null)
        {
            // No kubelet runs there.
            return null;
        }

        var step = PodLifecycle.Next(pod, _context.Time.GetUtcNow(), PodFaults.Of(faults, pod), addresses.Next);
        if (step.Delete)
        {
            await _context.Objects.DeleteAsync(Resource, pod, cancellationToken, DeleteOptions.Default with { GracePeriodSeconds = 0 });
            return null;
        }

        if (step.Status is { } status && !await WriteStatusAsync(pod, status, cancellationToken))
        {
            return null;
        }

        foreach (var (reason, message) in step.Warnings)
        {
            await _context.Events.WarningAsync(pod, reason, message, cancellationToken);
        }

        return step.Again;
    }

    /// <summary>False when the pod changed meanwhile: its change brings it here again.</summary>
    private async ValueTask<bool> WriteStatusAsync(Document pod, DocumentNode status, CancellationToken cancellationToken)
    {
        var node = pod.Root.ToNode();
        node["status"] = status;
        try
        {
            await _context.Objects.UpdateStatusAsync(Resource, node.ToDocument(), cancellationToken);
            return true;
        }
        catch (ApiException error) when (error.IsNotFound() || error.IsConflict())
        {
            return false;
        }
    }
}
