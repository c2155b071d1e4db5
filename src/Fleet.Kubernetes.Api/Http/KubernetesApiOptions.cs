using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Api.Discovery;

namespace Fleet.Kubernetes.Api.Http;

/// <summary>What an API is served with besides its resources.</summary>
public sealed record KubernetesApiOptions
{
    /// <summary>Finds out who asks.</summary>
    public required IAuthenticator Authenticator { get; init; }

    /// <summary>Answers <c>/api</c>, <c>/apis</c>, <c>/version</c> and the health paths; one for all clusters of a process.</summary>
    public required DiscoveryHandler Discovery { get; init; }

    /// <summary>Tried in order for paths that are no resources, after discovery: OpenAPI and whatever else the host serves.</summary>
    public IReadOnlyList<IPathHandler> Paths { get; init; } = [];

    /// <summary>Longer request bodies are answered with 413.</summary>
    public int MaxBodyBytes { get; init; } = 3 * 1024 * 1024;

    /// <summary>How long a watch lasts that does not say.</summary>
    public TimeSpan DefaultWatchTimeout { get; init; } = TimeSpan.FromMinutes(45);

    /// <summary>The clock of connections (watch timeouts, bookmarks): the machine's, whatever time the cluster has.</summary>
    public TimeProvider ConnectionTime { get; init; } = TimeProvider.System;
}
