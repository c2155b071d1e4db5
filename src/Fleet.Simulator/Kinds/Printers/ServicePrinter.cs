using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Kinds.Printers;

internal sealed class ServicePrinter() : KindPrinter("services")
{
    /// <summary>The addresses of a load balancer's status, sorted: for services and ingresses.</summary>
    public static string LoadBalancer(DocumentValue loadBalancer)
    {
        var addresses = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var ingress in loadBalancer["ingress"u8].Items)
        {
            var address = ingress["ip"u8].AsString() is { Length: > 0 } ip ? ip : ingress["hostname"u8].AsString("");
            if (address.Length > 0)
            {
                addresses.Add(address);
            }
        }

        return string.Join(',', addresses);
    }

    protected override void Write(Cells cells, DocumentValue value)
    {
        var spec = value["spec"u8];
        var ports = string.Join(',', spec["ports"u8].Items.ToList().Select(Port));
        cells.Name(value)
            .Text(spec["type"u8])
            .Text(spec["clusterIPs"u8][0].AsString() is { Length: > 0 } ip ? ip : spec["clusterIP"u8].AsString() is { Length: > 0 } single ? single : Cells.None)
            .Text(ExternalAddress(value))
            .Text(ports.Length == 0 ? Cells.None : ports)
            .Age(value)
            .Text(SelectorText.Labels(spec["selector"u8]));
    }

    private static string ExternalAddress(DocumentValue service)
    {
        var spec = service["spec"u8];
        var external = string.Join(',', spec["externalIPs"u8].Items.ToList().Select(ip => ip.AsString("")));
        switch (spec["type"u8].AsString())
        {
            case "ClusterIP" or "NodePort":
                return external.Length == 0 ? Cells.None : external;
            case "LoadBalancer":
                var balanced = LoadBalancer(service["status"u8]["loadBalancer"u8]);
                var all = string.Join(',', new[] { balanced, external }.Where(text => text.Length > 0));
                return all.Length == 0 ? "<pending>" : all;
            case "ExternalName":
                return spec["externalName"u8].AsString("");
            default:
                return "<unknown>";
        }
    }

    private static string Port(DocumentValue port)
    {
        var number = port["port"u8].AsInt64() ?? 0;
        var protocol = port["protocol"u8].AsString("");
        return port["nodePort"u8].AsInt64() is { } nodePort and > 0 ? $"{number}:{nodePort}/{protocol}" : $"{number}/{protocol}";
    }
}
