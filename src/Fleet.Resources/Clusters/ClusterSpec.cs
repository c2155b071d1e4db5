using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Resources.Clusters;

/// <summary>A cluster as declared.</summary>
public sealed record ClusterSpec
{
    public string DisplayName { get; init; } = "";

    /// <summary>The context of the kubeconfig; empty for its current one.</summary>
    public string Context { get; init; } = "";

    public ClusterAccess Access { get; init; }

    public ClusterCredentials Credentials { get; init; } = new ClusterCredentials.None();

    /// <summary>Kinds to hold besides the built-in workloads.</summary>
    public IReadOnlyList<GroupVersionKind> Kinds { get; init; } = [];

    public ClusterRemoval Removal { get; init; }

    public bool IsPaused { get; init; }

    /// <summary>Reads a Cluster object that passed validation.</summary>
    public static ClusterSpec Read(DocumentValue cluster)
    {
        var spec = cluster["spec"u8];
        return new ClusterSpec
        {
            DisplayName = spec["displayName"u8].AsString(""),
            Context = spec["context"u8].AsString(""),
            Access = spec["access"u8].StringEquals("manage"u8) ? ClusterAccess.Manage : ClusterAccess.Observe,
            Credentials = ClusterCredentials.Read(spec["credentials"u8]),
            Kinds = [.. spec["kinds"u8].Items.ToList().Select(kind => new GroupVersionKind(
                kind["group"u8].AsString(""), kind["version"u8].AsString(""), kind["kind"u8].AsString("")))],
            Removal = spec["removal"u8].StringEquals("delete"u8) ? ClusterRemoval.Delete : ClusterRemoval.Keep,
            IsPaused = spec["paused"u8].AsBoolean() == true,
        };
    }
}
