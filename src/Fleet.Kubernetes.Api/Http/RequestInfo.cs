using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Api.Http;

/// <summary>What a request path and method ask for (upstream <c>endpoints/request.RequestInfo</c>).</summary>
public sealed record RequestInfo
{
    /// <summary>The path below the API's root.</summary>
    public required string Path { get; init; }

    /// <summary>Lower case: <c>get</c>, <c>list</c>, <c>deletecollection</c>…; for other paths the HTTP method.</summary>
    public required string Verb { get; init; }

    public bool IsResourceRequest { get; init; }

    public string Group { get; init; } = "";

    public string Version { get; init; } = "";

    public string Resource { get; init; } = "";

    public string Subresource { get; init; } = "";

    /// <summary>Empty for cluster-wide requests; for <c>namespaces/x</c> that namespace.</summary>
    public string Namespace { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>What follows the subresource: <c>pods/x/proxy/a/b</c>.</summary>
    public IReadOnlyList<string> Rest { get; init; } = [];

    public GroupVersionResource GroupVersionResource => new(Group, Version, Resource);
}
