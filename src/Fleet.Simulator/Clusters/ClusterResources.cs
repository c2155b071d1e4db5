using Fleet.Kubernetes.Api.CustomResources;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Api.Reviews;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Controllers;
using Fleet.Simulator.Controllers.Disruption;
using Fleet.Simulator.Kinds;
using Fleet.Simulator.Kinds.Core;
using Fleet.Simulator.Kubelet;
using Fleet.Simulator.Load;
using Fleet.Simulator.Metrics;
using Fleet.Simulator.Scheduling;

namespace Fleet.Simulator.Clusters;

/// <summary>What every simulated cluster serves: the built-in kinds with what answers them beyond storage. Shared by all clusters of a process.</summary>
internal static class ClusterResources
{
    private static readonly GroupResource PodMetricsResource = new("metrics.k8s.io", "pods");
    private static readonly GroupResource NodeMetricsResource = new("metrics.k8s.io", "nodes");

    /// <param name="clusters">Finds the cluster that is asked.</param>
    /// <param name="load">What metrics are computed from; null without <c>metrics.k8s.io</c>, as a cluster is before a metrics server is installed.</param>
    public static ResourceSet Create(ClusterDirectory clusters, LoadModel? load)
    {
        var virtuals = new Dictionary<GroupResource, IVirtualResource>
        {
            [new("", "bindings")] = new PodBindings(),
            [new("authentication.k8s.io", "selfsubjectreviews")] = new SelfSubjectReviews(),
            [new("authentication.k8s.io", "tokenreviews")] = new TokenReviews(),
            [new("authorization.k8s.io", "localsubjectaccessreviews")] = new AccessReviews(isSelf: false),
            [new("authorization.k8s.io", "selfsubjectaccessreviews")] = new AccessReviews(isSelf: true),
            [new("authorization.k8s.io", "selfsubjectrulesreviews")] = new RulesReviews(),
            [new("authorization.k8s.io", "subjectaccessreviews")] = new AccessReviews(isSelf: false),
        };
        if (load is null)
        {
            return new ResourceSet([.. BuiltInResources.All.Select(definition => Complete(definition, virtuals))]);
        }

        var usages = new UsageReader(load);
        virtuals[PodMetricsResource] = new PodMetrics(clusters, usages);
        virtuals[NodeMetricsResource] = new NodeMetrics(clusters, usages);
        return new ResourceSet([.. BuiltInResources.All.Concat(BuiltInResources.Metrics).Select(definition => Complete(definition, virtuals))]);
    }

    private static ResourceDefinition Complete(ResourceDefinition definition, Dictionary<GroupResource, IVirtualResource> virtuals)
    {
        if (virtuals.TryGetValue(definition.GroupResource, out var answers))
        {
            return definition with { Virtual = answers };
        }

        if (definition.Resource == CustomResourceDefinitionStrategy.Resource)
        {
            return definition with { Strategy = new CustomResourceDefinitionStrategy() };
        }

        if (definition.Resource == KnownResources.ServiceAccounts)
        {
            return WithHandlers(definition, ("token", new TokenRequestHandler()));
        }

        var streaming = new StreamingHandler();
        return definition.Resource == KnownResources.Pods
            ? WithHandlers(
                definition,
                ("binding", new PodBindingHandler()),
                ("eviction", new PodEvictionHandler()),
                ("log", new PodLogHandler()),
                ("exec", streaming),
                ("attach", streaming),
                ("portforward", streaming))
            : definition;
    }

    private static ResourceDefinition WithHandlers(ResourceDefinition definition, params (string Subresource, ISubresourceHandler Handler)[] handlers)
    {
        var subresources = definition.Subresources.Select(subresource =>
            handlers.FirstOrDefault(entry => entry.Subresource == subresource.Name).Handler is { } handler ? subresource with { Handler = handler } : subresource);
        return definition with { Subresources = [.. subresources] };
    }
}
