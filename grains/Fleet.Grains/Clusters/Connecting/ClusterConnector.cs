using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Client.Tokens;
using Fleet.Resources.Clusters;
using Fleet.Storage.Vault;
using Microsoft.Extensions.Options;

namespace Fleet.Grains.Clusters.Connecting;

/// <summary>Finds a declared cluster's credentials: in the vault, in a file of this machine, in the pod, or at its cloud.</summary>
internal sealed class ClusterConnector(
    CredentialVault vault, KubeconfigCache files, ManagedClusterTokens tokens, IOptions<ClusterOptions> options, TimeProvider time) : IClusterConnector
{
    private readonly ClusterOptions _options = options.Value;

    private readonly IReadOnlyList<string> _folders = [.. options.Value.KubeconfigFolders, .. options.Value.KubeconfigDirectory is { } watched ? [watched] : Array.Empty<string>()];

    public async Task<ClusterConnection> ConnectAsync(string cluster, ClusterSpec spec, CancellationToken cancellationToken)
    {
        var connection = await ResolveAsync(cluster, spec, cancellationToken).ConfigureAwait(false);
        return await ClusterConnection.CreateAsync(
            connection with { ConnectTimeout = _options.ConnectTimeout, RequestTimeout = _options.RequestTimeout }, time, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ClusterConnectionOptions> ResolveAsync(string cluster, ClusterSpec spec, CancellationToken cancellationToken)
    {
        var context = spec.Context.Length == 0 ? null : spec.Context;
        switch (spec.Credentials)
        {
            case ClusterCredentials.Sealed given:
                return new ClusterConnectionOptions
                {
                    KubeconfigContent = await OpenAsync(cluster, given.Reference, cancellationToken).ConfigureAwait(false),
                    Context = context,
                    AllowExecPlugins = _options.AllowExecPlugins,
                    Addresses = Declared,
                };
            case ClusterCredentials.File file:
                return new ClusterConnectionOptions
                {
                    Kubeconfig = await files.ReadAsync(Allowed(file.Path), cancellationToken).ConfigureAwait(false),
                    Context = context,
                };
            case ClusterCredentials.InCluster:
                return new ClusterConnectionOptions { InCluster = true };
            case ClusterCredentials.Eks eks:
                return Managed(cluster, eks.Endpoint, eks.CaData, tokens.Eks(eks.Cluster, eks.Region, eks.RoleArn));
            case ClusterCredentials.Aks aks:
                return Managed(cluster, aks.Endpoint, aks.CaData, tokens.Aks(aks.TenantId, aks.ClientId, aks.ServerId));
            case ClusterCredentials.Gke gke:
                return Managed(cluster, gke.Endpoint, gke.CaData, tokens.Gke(gke.ServiceAccount));
            default:
                throw new KubeconfigException("spec.credentials names no source; kubeconfig, kubeconfigFile, inCluster, eks, aks or gke is accepted.");
        }
    }

    private AddressPolicy Declared => AddressPolicy.Declared with { AllowLoopback = _options.AllowLoopback ?? true };

    private ClusterConnectionOptions Managed(string cluster, string server, string authority, ITokenSource source) => new()
    {
        Endpoint = new ClusterEndpointOptions { Name = cluster, Server = server, CertificateAuthorityData = authority, Tokens = source },
        Addresses = Declared,
    };

    private async Task<string> OpenAsync(string cluster, string reference, CancellationToken cancellationToken)
    {
        try
        {
            return await vault.OpenAsync(cluster, reference, cancellationToken).ConfigureAwait(false)
                ?? throw new KubeconfigException($"spec.credentials.secretRef: {reference} is not in the vault; declare spec.credentials.kubeconfig again.");
        }
        catch (CredentialUnreadableException error)
        {
            throw new KubeconfigException($"spec.credentials.secretRef: {error.Message}", error);
        }
    }

    /// <summary>A path somebody declared must not reach other files of this machine. Links are followed first: they could lead out.</summary>
    private string Allowed(string path)
    {
        var full = Path.GetFullPath(path);
        var real = File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
        foreach (var folder in _folders)
        {
            var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar;
            if (full.StartsWith(root, StringComparison.Ordinal) && (real == full || IsInside(real, folder)))
            {
                return full;
            }
        }

        throw new KubeconfigException(_folders.Count == 0
            ? $"spec.credentials.kubeconfigFile.path: {path}: no folder is configured ({ClusterOptions.Section}:{nameof(ClusterOptions.KubeconfigFolders)})."
            : $"spec.credentials.kubeconfigFile.path: {path} is outside {string.Join(", ", _folders)}.");
    }

    /// <summary>Kubernetes mounts secrets as links inside the mounted folder.</summary>
    private static bool IsInside(string real, string folder)
    {
        var root = Path.GetFullPath(folder);
        var realRoot = System.IO.Directory.ResolveLinkTarget(root, returnFinalTarget: true)?.FullName ?? root;
        return real.StartsWith(Path.TrimEndingDirectorySeparator(realRoot) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }
}
