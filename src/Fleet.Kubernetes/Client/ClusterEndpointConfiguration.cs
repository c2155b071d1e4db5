using System.Security.Cryptography.X509Certificates;

namespace Fleet.Kubernetes.Client;

/// <summary>What a kubeconfig context (or the pod's service account) comes down to. Holds secrets: no printable form.</summary>
internal sealed class ClusterEndpointConfiguration
{
    /// <summary>Context and server, for messages.</summary>
    public required string Name { get; init; }

    /// <summary>Scheme, authority and the path prefix of the API, ending in a slash.</summary>
    public required Uri Server { get; init; }

    public required CredentialSource Credentials { get; init; }

    public string? Namespace { get; init; }

    /// <summary>The roots the server's certificate must lead to; null for the machine's.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    public bool SkipTlsVerify { get; init; }

    public string? TlsServerName { get; init; }

    public Uri? Proxy { get; init; }

    /// <summary><c>Impersonate-*</c> headers of the kubeconfig's <c>as</c> fields.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Impersonation { get; init; } = [];

    public override string ToString() => Name;
}
