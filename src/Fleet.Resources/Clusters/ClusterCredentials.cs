using Fleet.Kubernetes.Documents;

namespace Fleet.Resources.Clusters;

/// <summary>Where the credentials of a cluster come from; one source.</summary>
public abstract record ClusterCredentials
{
    /// <summary>A kubeconfig in the vault, by its reference.</summary>
    public sealed record Sealed(string Reference) : ClusterCredentials;

    /// <summary>A kubeconfig on the silo's machine.</summary>
    public sealed record File(string Path) : ClusterCredentials;

    /// <summary>The service account of the silo's own pod.</summary>
    public sealed record InCluster : ClusterCredentials;

    /// <param name="CaData">PEM in base64, as in the other managed clusters.</param>
    public sealed record Eks(string Cluster, string Region, string RoleArn, string Endpoint, string CaData) : ClusterCredentials;

    public sealed record Aks(string TenantId, string ClientId, string ServerId, string Endpoint, string CaData) : ClusterCredentials;

    public sealed record Gke(string ServiceAccount, string Audience, string Endpoint, string CaData) : ClusterCredentials;

    /// <summary>None that is known: the object did not pass validation.</summary>
    public sealed record None : ClusterCredentials;

    internal static ClusterCredentials Read(DocumentValue credentials)
    {
        if (credentials["secretRef"u8].AsString() is { Length: > 0 } reference)
        {
            return new Sealed(reference);
        }

        if (credentials["kubeconfigFile"u8] is { IsObject: true } file)
        {
            return new File(Text(file, "path"));
        }

        if (credentials["inCluster"u8].AsBoolean() == true)
        {
            return new InCluster();
        }

        if (credentials["eks"u8] is { IsObject: true } eks)
        {
            return new Eks(Text(eks, "cluster"), Text(eks, "region"), Text(eks, "roleArn"), Text(eks, "endpoint"), Text(eks, "caData"));
        }

        if (credentials["aks"u8] is { IsObject: true } aks)
        {
            return new Aks(Text(aks, "tenantId"), Text(aks, "clientId"), Text(aks, "serverId"), Text(aks, "endpoint"), Text(aks, "caData"));
        }

        return credentials["gke"u8] is { IsObject: true } gke
            ? new Gke(Text(gke, "serviceAccount"), Text(gke, "audience"), Text(gke, "endpoint"), Text(gke, "caData"))
            : new None();
    }

    private static string Text(DocumentValue source, string name) => source[name].AsString("");
}
