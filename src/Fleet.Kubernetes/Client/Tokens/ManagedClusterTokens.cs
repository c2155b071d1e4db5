namespace Fleet.Kubernetes.Client.Tokens;

/// <summary>
/// Token sources for managed clusters by the workload identity Fleet runs under, without a cloud's SDK or plugin: EKS (IRSA), AKS and GKE. One a process: the
/// sources share connections to the clouds.
/// </summary>
public sealed class ManagedClusterTokens : IDisposable
{
    private readonly ManagedTokenOptions _options;
    private readonly TimeProvider _time;
    private readonly TokenService _service;

    public ManagedClusterTokens(ManagedTokenOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _service = new TokenService(options.Timeout, time);
    }

    /// <summary>Tokens for an EKS cluster.</summary>
    /// <param name="cluster">Its name in EKS.</param>
    /// <param name="region">As <c>eu-central-1</c>.</param>
    /// <param name="roleArn">The role to take on; empty for the pod's own.</param>
    /// <exception cref="KubeconfigException">A part is missing or malformed; names it and what is accepted.</exception>
    public ITokenSource Eks(string cluster, string region, string roleArn = "") =>
        new EksTokenSource(cluster, region, roleArn.Length == 0 ? _options.AwsRoleArn : roleArn, _options, _service, _time);

    /// <summary>Tokens for an AKS cluster with Entra integration.</summary>
    /// <param name="tenantId">Empty for the pod's own.</param>
    /// <param name="clientId">The application or managed identity; empty for the pod's own.</param>
    /// <param name="serverId">The application of the API servers; empty for AKS' own.</param>
    /// <exception cref="KubeconfigException">A part is missing or malformed; names it and what is accepted.</exception>
    public ITokenSource Aks(string tenantId = "", string clientId = "", string serverId = "") => new AksTokenSource(
        tenantId.Length == 0 ? _options.AzureTenantId : tenantId,
        clientId.Length == 0 ? _options.AzureClientId : clientId,
        serverId.Length == 0 ? AksTokenSource.ServerApplication : serverId,
        _options,
        _service,
        _time);

    /// <summary>Tokens for a GKE cluster.</summary>
    /// <param name="serviceAccount">The Google service account; empty for the pod's own.</param>
    /// <exception cref="KubeconfigException">The account is malformed.</exception>
    public ITokenSource Gke(string serviceAccount = "") => new GkeTokenSource(serviceAccount.Length == 0 ? "default" : serviceAccount, _options, _service, _time);

    public void Dispose() => _service.Dispose();
}
