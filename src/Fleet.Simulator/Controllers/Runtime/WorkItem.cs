using Fleet.Kubernetes.Api.Storage;

namespace Fleet.Simulator.Controllers.Runtime;

/// <summary>One object for one controller of one cluster to look at.</summary>
internal readonly record struct WorkItem(ClusterControllers Cluster, IController Controller, ObjectKey Key)
{
    public override string ToString() => $"{Cluster.Name} {Controller.Name} {Key}";
}
