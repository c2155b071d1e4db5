using Fleet.Kubernetes.Api.Requests;

namespace Fleet.Kubernetes.Api.Strategies;

/// <summary>What a rule may look at besides the object.</summary>
/// <param name="Request">Who writes; warnings go here.</param>
/// <param name="Target">Resource, namespace, name, subresource (null: the object itself).</param>
/// <param name="Service">The cluster's other objects.</param>
/// <param name="Now">The server's time.</param>
public sealed record StrategyContext(RequestContext Request, ResourceTarget Target, ResourceService Service, DateTimeOffset Now)
{
    /// <summary>The subresource written through, empty for the object itself.</summary>
    public string Subresource => Target.Subresource?.Name ?? "";
}
