using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Selectors;
using Fleet.Kubernetes.Values;
using Fleet.Simulator.Controllers.ReplicaSets;

namespace Fleet.Simulator.Controllers.Endpoints;

/// <summary>Keeps the Endpoints and the EndpointSlice of every Service with a selector.</summary>
internal sealed class EndpointsController(ControllerContext context) : IController
{
    public string Name => "endpoint-controller";

    GroupVersionResource? IController.Resource => Resource;

    private static GroupVersionResource Resource => KnownResources.Services;

    public IReadOnlyList<GroupResource> Watches { get; } = [KnownResources.Services.GroupResource, KnownResources.Pods.GroupResource];

    public bool IsWorkloadController => true;

    public void Observe(StoreEvent change, Action<ObjectKey> enqueue)
    {
        if (change.Object.Key.Resource == Resource.GroupResource)
        {
            enqueue(change.Object.Key);
        }
        else if (change.Previous is null || change.Type == StoreEventType.Deleted || IsRelevant(change.Previous.Document, change.Object.Document))
        {
            // An empty name asks for all Services of the namespace: which select the pod is found out later.
            enqueue(Resource.Key(change.Object.Key.Namespace, ""));
        }
    }

    public async ValueTask<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (key.Name.Length == 0)
        {
            foreach (var service in await context.Objects.ListAsync(Resource, key.Namespace, cancellationToken))
            {
                await SyncAsync(service, cancellationToken);
            }
        }
        else if (await context.Objects.GetAsync(key, cancellationToken) is { } service)
        {
            await SyncAsync(service, cancellationToken);
        }
        else if (await context.Objects.GetAsync(KnownResources.Endpoints, new ObjectName(key.Namespace, key.Name), cancellationToken) is { } endpoints)
        {
            // Slices have an owner and are collected; Endpoints have none.
            await context.Objects.DeleteAsync(KnownResources.Endpoints, endpoints, cancellationToken);
        }

        return null;
    }

    private static bool IsRelevant(Document before, Document after) =>
        before["status"u8]["podIP"u8].AsString() != after["status"u8]["podIP"u8].AsString()
        || PodReadiness.IsReady(before) != PodReadiness.IsReady(after)
        || before.IsBeingDeleted() != after.IsBeingDeleted()
        || !before.Labels().DeepEquals(after.Labels());

    private async ValueTask SyncAsync(Document service, CancellationToken cancellationToken)
    {
        var selector = service["spec"u8]["selector"u8];
        if (selector.Count == 0 || service.IsBeingDeleted() || service["spec"u8]["type"u8].AsString() == "ExternalName")
        {
            return;
        }

        var endpoints = await FindAsync(service, LabelSelector.FromLabels(selector), cancellationToken);
        var now = Timestamps.Format(context.Time.GetUtcNow());
        await SyncEndpointsAsync(service, endpoints, now, cancellationToken);
        await SyncSliceAsync(service, endpoints, now, cancellationToken);
    }

    private async ValueTask<List<ServiceEndpoint>> FindAsync(Document service, LabelSelector selector, CancellationToken cancellationToken)
    {
        var endpoints = new List<ServiceEndpoint>();
        foreach (var pod in await context.Objects.ListAsync(KnownResources.Pods, service.Namespace(), cancellationToken))
        {
            if (!selector.Matches(pod.Labels())
                || pod["status"u8]["podIP"u8].AsString("").Length == 0
                || pod["status"u8]["phase"u8].AsString() is "Succeeded" or "Failed")
            {
                continue;
            }

            var nodeName = pod["spec"u8]["nodeName"u8].AsString("");
            var node = await context.Objects.GetAsync(KnownResources.Nodes, new ObjectName("", nodeName), cancellationToken);
            endpoints.Add(new ServiceEndpoint(pod, node?.Labels()["topology.kubernetes.io/zone"u8].AsString(), PodReadiness.IsReady(pod)));
        }

        return endpoints;
    }

    private async ValueTask SyncEndpointsAsync(Document service, List<ServiceEndpoint> endpoints, string now, CancellationToken cancellationToken)
    {
        if (await context.Objects.GetAsync(KnownResources.Endpoints, service.Key(), cancellationToken) is not { } existing)
        {
            await context.Objects.CreateAsync(KnownResources.Endpoints, EndpointsBuilder.Create(service, endpoints, now).ToDocument(), cancellationToken);
            return;
        }

        var node = existing.Root.ToNode();
        node.With("subsets", EndpointsBuilder.Subsets(service, endpoints));
        node["metadata"]!["labels"] = EndpointsBuilder.Labels(service);
        await UpdateAsync(KnownResources.Endpoints, existing, node, now, cancellationToken);
    }

    private async ValueTask SyncSliceAsync(Document service, List<ServiceEndpoint> endpoints, string now, CancellationToken cancellationToken)
    {
        var slices = await context.Index.ControlledAsync(service.Uid(), KnownResources.EndpointSlices, cancellationToken);
        if (slices.Count == 0)
        {
            await context.Objects.CreateAsync(KnownResources.EndpointSlices, EndpointSliceBuilder.Create(service, endpoints, now).ToDocument(), cancellationToken);
            return;
        }

        var node = slices[0].Root.ToNode();
        node["endpoints"] = EndpointSliceBuilder.Endpoints(endpoints);
        node["ports"] = EndpointSliceBuilder.Ports(service, endpoints);
        node["metadata"]!["labels"] = EndpointSliceBuilder.Labels(service);
        await UpdateAsync(KnownResources.EndpointSlices, slices[0], node, now, cancellationToken);
    }

    private async ValueTask UpdateAsync(GroupVersionResource resource, Document existing, DocumentNode node, string now, CancellationToken cancellationToken)
    {
        if (!node.ToValue().DeepEquals(existing.Root))
        {
            node["metadata"]!.GetOrAddObject("annotations")[EndpointSliceBuilder.TriggerTimeAnnotation] = now;
            await context.Objects.UpdateAsync(resource, node.ToDocument(), cancellationToken);
        }
    }
}
