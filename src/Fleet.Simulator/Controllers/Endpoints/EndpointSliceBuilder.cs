using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Controllers.Endpoints;

/// <summary>The EndpointSlice of a Service. After <c>k8s.io/endpointslice</c>; one slice holds all endpoints here.</summary>
internal static class EndpointSliceBuilder
{
    public const string ManagedByLabel = "endpointslice.kubernetes.io/managed-by";
    public const string ManagedBy = "endpointslice-controller.k8s.io";
    public const string ServiceNameLabel = "kubernetes.io/service-name";
    public const string HeadlessLabel = "service.kubernetes.io/headless";
    public const string TriggerTimeAnnotation = "endpoints.kubernetes.io/last-change-trigger-time";

    public static DocumentNode Labels(Document service)
    {
        var labels = DocumentNode.Object();
        foreach (var (name, value) in service.Labels().Members)
        {
            labels[name] = value;
        }

        if (service["spec"u8]["clusterIP"u8].AsString() == "None")
        {
            labels[HeadlessLabel] = "";
        }

        labels[ManagedByLabel] = ManagedBy;
        labels[ServiceNameLabel] = service.Name();
        return labels;
    }

    public static DocumentNode Create(Document service, IReadOnlyList<ServiceEndpoint> endpoints, string now) => DocumentNode.Object(
        ("apiVersion", "discovery.k8s.io/v1"),
        ("kind", "EndpointSlice"),
        ("metadata", DocumentNode.Object(
            ("generateName", service.Name() + "-"),
            ("namespace", service.Namespace()),
            ("labels", Labels(service)),
            ("annotations", DocumentNode.Object((TriggerTimeAnnotation, now))),
            ("ownerReferences", DocumentNode.Array(OwnerReferences.Controller(service))))),
        ("addressType", "IPv4"),
        ("endpoints", Endpoints(endpoints)),
        ("ports", Ports(service, endpoints)));

    /// <summary>Null, not empty, where there are none: so the Go type writes it.</summary>
    public static DocumentNode Endpoints(IReadOnlyList<ServiceEndpoint> endpoints) => endpoints.Count == 0
        ? DocumentNode.Null()
        : DocumentNode.Array(endpoints.Select(endpoint => DocumentNode.Object(
            ("addresses", DocumentNode.Array(endpoint.Address)),
            ("conditions", DocumentNode.Object(("ready", endpoint.IsReady), ("serving", endpoint.IsServing), ("terminating", endpoint.IsTerminating))),
            ("targetRef", endpoint.TargetReference),
            ("nodeName", endpoint.NodeName),
            ("zone", endpoint.Zone is null ? null : (DocumentNode)endpoint.Zone))));

    public static DocumentNode Ports(Document service, IReadOnlyList<ServiceEndpoint> endpoints)
    {
        if (endpoints.Count == 0)
        {
            return DocumentNode.Null();
        }

        var ports = DocumentNode.Array();
        foreach (var port in service["spec"u8]["ports"u8].Items)
        {
            if (endpoints.Select(endpoint => endpoint.TargetPort(port)).FirstOrDefault(number => number is not null) is { } number)
            {
                ports.Items.Add(DocumentNode.Object(
                    ("name", port["name"u8].AsString("")),
                    ("protocol", port["protocol"u8].AsString("TCP")),
                    ("port", number),
                    ("appProtocol", port["appProtocol"u8] is { IsString: true } protocol ? protocol.ToNode() : null)));
            }
        }

        return ports;
    }
}
