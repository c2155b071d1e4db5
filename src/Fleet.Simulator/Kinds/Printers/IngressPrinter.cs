using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Kinds.Printers;

internal sealed class IngressPrinter() : KindPrinter("ingresses.networking.k8s.io")
{
    private const int MaxHosts = 3;

    protected override void Write(Cells cells, DocumentValue value)
    {
        var spec = value["spec"u8];
        cells.Name(value)
            .Text(spec["ingressClassName"u8], Cells.None)
            .Text(Hosts(spec["rules"u8]))
            .Text(ServicePrinter.LoadBalancer(value["status"u8]["loadBalancer"u8]))
            .Text(spec["tls"u8].Count > 0 ? "80, 443" : "80")
            .Age(value);
    }

    private static string Hosts(DocumentValue rules)
    {
        var hosts = new List<string>();
        var hasMore = false;
        foreach (var rule in rules.Items)
        {
            hasMore |= hosts.Count == MaxHosts;
            if (!hasMore && rule["host"u8].AsString() is { Length: > 0 } host)
            {
                hosts.Add(host);
            }
        }

        var text = string.Join(',', hosts);
        return text.Length == 0 ? "*" : hasMore ? $"{text} + {rules.Count - MaxHosts} more..." : text;
    }
}
