using Fleet.Kubernetes.Client.Tokens;

namespace Fleet.Kubernetes.Client;

/// <summary>A cluster given by its address instead of a kubeconfig; its credentials are a token source's.</summary>
public sealed record ClusterEndpointOptions
{
    /// <summary>For messages.</summary>
    public required string Name { get; init; }

    /// <summary>The API server's URL; a bare host is taken as https.</summary>
    public required string Server { get; init; }

    /// <summary>The authority of the server's certificate in base64, as clouds hand it out; empty for the machine's authorities.</summary>
    public string CertificateAuthorityData { get; init; } = "";

    public string TlsServerName { get; init; } = "";

    public required ITokenSource Tokens { get; init; }
}
