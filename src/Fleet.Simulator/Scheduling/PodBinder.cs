using Fleet.Kubernetes.Api;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Values;
using Fleet.Simulator.Controllers;

namespace Fleet.Simulator.Scheduling;

/// <summary>
/// Assigns a pod to a node, as the registry does it: straight in storage, without an owner of the fields. After <c>BindingREST</c> of
/// <c>k8s.io/kubernetes/pkg/registry/core/pod/storage</c> and the PodTopologyLabels admission plugin.
/// </summary>
internal static class PodBinder
{
    private static readonly GroupResource PodBinding = new("", "pods/binding");
    private static readonly string[] TopologyLabels = ["topology.kubernetes.io/region", "topology.kubernetes.io/zone"];

    /// <exception cref="ApiException">The binding is not valid, or the pod cannot be bound.</exception>
    public static async ValueTask<Document> BindAsync(
        ResourceService service, RequestContext context, string namespaceName, string podName, Document binding, CancellationToken cancellationToken)
    {
        Validate(podName, binding);
        var key = KnownResources.Pods.Key(namespaceName, podName);
        while (true)
        {
            var stored = await service.Store.GetAsync(key, cancellationToken) ?? throw StatusError.NotFound(KnownResources.Pods.GroupResource, podName);
            Check(stored.Document, binding);
            var node = await service.Store.GetAsync(KnownResources.Nodes.Key("", binding["target"u8]["name"u8].AsString("")), cancellationToken);
            if (context.DryRun)
            {
                return Success();
            }

            try
            {
                await service.Store.UpdateAsync(key, stored.ResourceVersion, Bound(stored.Document, binding, node?.Document, service.Time), cancellationToken);
                return Success();
            }
            catch (StoreConflictException)
            {
                // Somebody wrote the pod meanwhile: look at it again.
            }
        }
    }

    private static void Validate(string podName, Document binding)
    {
        if (binding.Name() != podName)
        {
            throw StatusError.BadRequest("name in URL does not match name in Binding object");
        }

        var target = binding["target"u8];
        if (target["kind"u8].AsString("") is var kind && kind is not ("Node" or ""))
        {
            throw StatusError.Unknown($"target.kind: Unsupported value: {GoText.Quote(kind)}: supported values: \"Node\", \"<empty>\"");
        }

        if (target["name"u8].AsString("").Length == 0)
        {
            throw StatusError.Unknown("target.name: Required value");
        }
    }

    private static void Check(Document pod, Document binding)
    {
        var name = pod.Name();
        if (binding["metadata"u8]["uid"u8].AsString() is { Length: > 0 } uid && uid != pod.Uid())
        {
            throw StatusError.Conflict(PodBinding, name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {pod.Uid()}");
        }

        if (pod.IsBeingDeleted())
        {
            throw StatusError.Conflict(PodBinding, name, $"pod {name} is being deleted, cannot be assigned to a host");
        }

        if (pod["spec"u8]["nodeName"u8].AsString("") is { Length: > 0 } node)
        {
            throw StatusError.Conflict(PodBinding, name, $"pod {name} is already assigned to node {GoText.Quote(node)}");
        }

        if (pod["spec"u8]["schedulingGates"u8].Count > 0)
        {
            throw StatusError.Conflict(PodBinding, name, $"pod {name} has non-empty .spec.schedulingGates");
        }
    }

    private static Document Bound(Document pod, Document binding, Document? target, TimeProvider time)
    {
        var node = pod.Root.ToNode();
        node["spec"]!["nodeName"] = binding["target"u8]["name"u8];
        foreach (var (name, value) in binding["metadata"u8]["annotations"u8].Members)
        {
            node["metadata"]!.GetOrAddObject("annotations")[name] = value;
        }

        foreach (var label in TopologyLabels)
        {
            if (target?.Labels()[label] is { IsString: true } value)
            {
                node["metadata"]!.GetOrAddObject("labels")[label] = value;
            }
        }

        var conditions = node.GetOrAddObject("status").GetOrAddArray("conditions");
        var scheduled = DocumentNode.Object(
            ("type", "PodScheduled"),
            ("status", "True"),
            ("lastProbeTime", DocumentNode.Null()),
            ("lastTransitionTime", Timestamps.Format(time.GetUtcNow())));
        if (conditions.Items.FirstOrDefault(condition => condition["type"]?.AsString() == "PodScheduled") is { } current)
        {
            conditions.Items[conditions.Items.IndexOf(current)] = scheduled;
        }
        else
        {
            conditions.Items.Add(scheduled);
        }

        return node.ToDocument();
    }

    private static Document Success() => DocumentNode.Object(
        ("kind", "Status"), ("apiVersion", "v1"), ("metadata", DocumentNode.Object()), ("status", "Success"), ("code", 201)).ToDocument();
}
