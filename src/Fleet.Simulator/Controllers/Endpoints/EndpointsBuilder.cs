using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Controllers.Endpoints;

/// <summary>The Endpoints object of a Service, the older form of its slices. After <c>k8s.io/kubernetes/pkg/controller/endpoint</c>.</summary>
internal static class EndpointsBuilder
{
    public const string ManagedByLabel = "endpoints.kubernetes.io/managed-by";
    public const string ManagedBy = "endpoint-controller";

    public static DocumentNode Labels(Document service)
    {
        var labels = EndpointSliceBuilder.Labels(service);
        labels.Remove(EndpointSliceBuilder.ManagedByLabel);
        labels.Remove(EndpointSliceBuilder.ServiceNameLabel);
        labels[ManagedByLabel] = ManagedBy;
        return labels;
    }

    public static DocumentNode Create(Document service, IReadOnlyList<ServiceEndpoint> endpoints, string now) => DocumentNode.Object(
        ("apiVersion", "v1"),
        ("kind", "Endpoints"),
        ("metadata", DocumentNode.Object(
            ("name", service.Name()),
            ("namespace", service.Namespace()),
            ("labels", Labels(service)),
            ("annotations", DocumentNode.Object((EndpointSliceBuilder.TriggerTimeAnnotation, now))))),
        ("subsets", Subsets(service, endpoints)));

    /// <summary>One subset, as every pod here serves the same ports; null for no pods.</summary>
    public static DocumentNode? Subsets(Document service, IReadOnlyList<ServiceEndpoint> endpoints)
    {
        var publishUnready = service["spec"u8]["publishNotReadyAddresses"u8].AsBoolean() == true;
        var shown = endpoints.Where(endpoint => publishUnready || !endpoint.IsTerminating).ToList();
        if (shown.Count == 0)
        {
            return null;
        }

        return DocumentNode.Array(DocumentNode.Object(
            ("addresses", Addresses(shown.Where(endpoint => endpoint.IsReady || publishUnready))),
            ("notReadyAddresses", Addresses(shown.Where(endpoint => !endpoint.IsReady && !publishUnready))),
            ("ports", Ports(service, shown))));
    }

    private static DocumentNode? Addresses(IEnumerable<ServiceEndpoint> endpoints)
    {
        var list = endpoints.Select(endpoint => DocumentNode.Object(
            ("ip", endpoint.Address), ("nodeName", endpoint.NodeName), ("targetRef", endpoint.TargetReference))).ToList();
        return list.Count == 0 ? null : DocumentNode.Array(list);
    }

    /// <summary>As in the slice, but an empty name is not written.</summary>
    private static DocumentNode? Ports(Document service, List<ServiceEndpoint> endpoints)
    {
        var ports = EndpointSliceBuilder.Ports(service, endpoints);
        foreach (var port in ports.IsArray ? ports.Items : [])
        {
            if (port["name"]?.AsString() == "")
            {
                port.Remove("name");
            }
        }

        return ports.Count == 0 ? null : ports;
    }
}
