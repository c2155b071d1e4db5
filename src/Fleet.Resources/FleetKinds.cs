using Fleet.Kubernetes.Resources;

namespace Fleet.Resources;

/// <summary>The kinds of the fleet's API, <c>fleetengine.io/v1alpha1</c>.</summary>
public static class FleetKinds
{
    public const string Group = "fleetengine.io";

    public const string Version = "v1alpha1";

    /// <summary>Holds a deleted cluster until its grain has let go of it.</summary>
    public const string ClusterFinalizer = "fleetengine.io/cluster";

    /// <summary>The label of a workload that names its cluster.</summary>
    public const string ClusterLabel = "fleetengine.io/cluster";

    /// <summary>The label of a workload that names its kind.</summary>
    public const string KindLabel = "fleetengine.io/kind";

    public static GroupVersionResource Clusters { get; } = new(Group, Version, "clusters");

    public static GroupVersionResource Workloads { get; } = new(Group, Version, "workloads");

    public static GroupVersionResource Projects { get; } = new(Group, Version, "projects");

    public static GroupVersionResource AccessGrants { get; } = new(Group, Version, "accessgrants");

    public static GroupVersionResource AccessTokens { get; } = new(Group, Version, "accesstokens");

    /// <summary>Whether a kind decides who may do what.</summary>
    public static bool IsAccess(GroupResource resource) => resource == AccessGrants.GroupResource || resource == AccessTokens.GroupResource;
}
