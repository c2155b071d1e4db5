using Fleet.Kubernetes.Api.CustomResources;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Controllers;
using Fleet.Simulator.Controllers.Disruption;
using Fleet.Simulator.Kinds;
using Fleet.Simulator.Scheduling;

namespace Fleet.Simulator.Clusters;

/// <summary>What every simulated cluster serves: the built-in kinds with what answers their own subresources. Shared by all clusters of a process.</summary>
internal static class ClusterResources
{
    /// <summary>Without <c>metrics.k8s.io</c>: as in a real cluster that comes with a metrics server, which adds <see cref="BuiltInResources.Metrics"/>.</summary>
    public static ResourceSet Create() => new([.. BuiltInResources.All.Select(Complete)]);

    private static ResourceDefinition Complete(ResourceDefinition definition)
    {
        if (definition.Resource == CustomResourceDefinitionStrategy.Resource)
        {
            return definition with { Strategy = new CustomResourceDefinitionStrategy() };
        }

        return definition.Resource == KnownResources.Pods
            ? WithHandlers(definition, ("binding", new PodBindingHandler()), ("eviction", new PodEvictionHandler()))
            : definition;
    }

    private static ResourceDefinition WithHandlers(ResourceDefinition definition, params (string Subresource, ISubresourceHandler Handler)[] handlers)
    {
        var subresources = definition.Subresources.Select(subresource =>
            handlers.FirstOrDefault(entry => entry.Subresource == subresource.Name).Handler is { } handler ? subresource with { Handler = handler } : subresource);
        return definition with { Subresources = [.. subresources] };
    }
}
