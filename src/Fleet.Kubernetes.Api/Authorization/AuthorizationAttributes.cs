using Fleet.Kubernetes.Api.Authentication;

namespace Fleet.Kubernetes.Api.Authorization;

/// <summary>What is to be allowed: a verb on a resource, or on a path that is no resource (<see cref="Path"/>).</summary>
public sealed record AuthorizationAttributes(UserInfo User, string Verb)
{
    public bool IsResourceRequest { get; init; }

    public string Group { get; init; } = "";

    public string Version { get; init; } = "";

    public string Resource { get; init; } = "";

    public string Subresource { get; init; } = "";

    public string Namespace { get; init; } = "";

    public string Name { get; init; } = "";

    public string Path { get; init; } = "";
}
