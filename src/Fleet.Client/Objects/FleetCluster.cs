using Fleet.Kubernetes.Documents;

namespace Fleet.Client;

/// <summary>A <c>Cluster</c>: a member of the fleet.</summary>
public sealed class FleetCluster(Document document) : FleetObject(document)
{
    /// <summary><c>observe</c> or <c>manage</c>.</summary>
    public string Access => Spec["access"u8].AsString("observe");

    public bool IsPaused => Spec["paused"u8].AsBoolean() == true;

    /// <summary>The Kubernetes version of its API server.</summary>
    public string KubernetesVersion => Status["version"u8].AsString(Status["version"u8]["gitVersion"u8].AsString(""));

    public long Nodes => Status["nodes"u8].AsInt64() ?? 0;

    /// <summary>Workloads, by what is known of their health; <c>total</c> for all.</summary>
    public long Workloads(string health = "total") => Status["workloads"u8][health].AsInt64() ?? 0;

    /// <summary>When the cluster last answered.</summary>
    public DateTimeOffset? LastContact => Time(Status["lastContactTime"u8]);

    /// <summary>How far what is known lags behind, in seconds; coarse.</summary>
    public long WatchLagSeconds => Status["watchLagSeconds"u8].AsInt64() ?? 0;
}
