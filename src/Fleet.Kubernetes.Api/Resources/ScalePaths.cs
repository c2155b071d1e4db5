namespace Fleet.Kubernetes.Api.Resources;

/// <summary>
/// Where <c>Scale</c> is found in an object: member names from the root. <see cref="Selector"/> is a LabelSelector object or a string of the
/// <c>key=value</c> form, null where the kind has none.
/// </summary>
public sealed record ScalePaths(IReadOnlyList<string> SpecReplicas, IReadOnlyList<string> StatusReplicas, IReadOnlyList<string>? Selector)
{
    /// <summary>Deployment, ReplicaSet, StatefulSet and ReplicationController.</summary>
    public static ScalePaths Standard { get; } = new(["spec", "replicas"], ["status", "replicas"], ["spec", "selector"]);
}
