using Fleet.Kubernetes.Documents;
using Fleet.Simulator.Controllers.Deployments;

namespace Fleet.Simulator.Controllers;

/// <summary>The workload a pod belongs to, from the pod alone.</summary>
internal static class WorkloadName
{
    /// <summary>The Deployment of a pod made through a ReplicaSet, the controller of another one, a bare pod's own name.</summary>
    public static string Of(Document pod)
    {
        var owner = pod.ControllerReference();
        var name = owner["name"u8].AsString() ?? pod.Name();
        var hash = pod.Labels()[PodTemplates.HashLabel].AsString();
        return hash is not null && owner["kind"u8].AsString() == "ReplicaSet" && name.EndsWith("-" + hash, StringComparison.Ordinal)
            ? name[..^(hash.Length + 1)]
            : name;
    }
}
