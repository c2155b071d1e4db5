using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Simulator.Controllers;

/// <summary>The resources the controllers read and write.</summary>
internal static class KnownResources
{
    public static readonly GroupVersionResource ConfigMaps = new("", "v1", "configmaps");
    public static readonly GroupVersionResource Deployments = new("apps", "v1", "deployments");
    public static readonly GroupVersionResource Endpoints = new("", "v1", "endpoints");
    public static readonly GroupVersionResource EndpointSlices = new("discovery.k8s.io", "v1", "endpointslices");
    public static readonly GroupVersionResource Events = new("", "v1", "events");
    public static readonly GroupVersionResource Leases = new("coordination.k8s.io", "v1", "leases");
    public static readonly GroupVersionResource Namespaces = new("", "v1", "namespaces");
    public static readonly GroupVersionResource Nodes = new("", "v1", "nodes");
    public static readonly GroupVersionResource PodDisruptionBudgets = new("policy", "v1", "poddisruptionbudgets");
    public static readonly GroupVersionResource Pods = new("", "v1", "pods");
    public static readonly GroupVersionResource ReplicaSets = new("apps", "v1", "replicasets");
    public static readonly GroupVersionResource ResourceQuotas = new("", "v1", "resourcequotas");
    public static readonly GroupVersionResource ServiceAccounts = new("", "v1", "serviceaccounts");
    public static readonly GroupVersionResource Services = new("", "v1", "services");

    /// <summary>Where an object of the resource is stored.</summary>
    public static ObjectKey Key(this GroupVersionResource resource, string namespaceName, string name) => new(resource.GroupResource, namespaceName, name);

    public static ObjectKey Key(this GroupVersionResource resource, Document document) => resource.Key(document.Namespace(), document.Name());
}
