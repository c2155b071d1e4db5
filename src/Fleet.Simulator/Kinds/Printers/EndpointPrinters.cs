using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Kinds.Printers;

/// <summary>Endpoints: ready addresses with their ports.</summary>
internal sealed class EndpointsPrinter() : KindPrinter("endpoints")
{
    private const int MaxShown = 3;

    protected override void Write(Cells cells, DocumentValue value)
    {
        var parts = new List<string>();
        foreach (var subset in value["subsets"u8].Items)
        {
            var addresses = subset["addresses"u8].Items.ToList().ConvertAll(address => address["ip"u8].AsString(""));
            parts.AddRange(subset["ports"u8].Count == 0
                ? addresses
                : subset["ports"u8].Items.ToList().SelectMany(port => addresses.Select(ip => HostAndPort(ip, port["port"u8].AsInt64() ?? 0))));
        }

        cells.Name(value).Text(ListText.Cut(parts, MaxShown, Cells.None)).Age(value);
    }

    private static string HostAndPort(string ip, long port) => ip.Contains(':') ? $"[{ip}]:{port}" : $"{ip}:{port}";
}

/// <summary>EndpointSlices: ports and addresses, cut to three each.</summary>
internal sealed class EndpointSlicePrinter() : KindPrinter("endpointslices.discovery.k8s.io")
{
    private const int MaxShown = 3;

    protected override void Write(Cells cells, DocumentValue value)
    {
        var ports = value["ports"u8].Items.ToList().ConvertAll(port =>
            port["port"u8].AsInt64()?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? port["name"u8].AsString("*"));
        var addresses = value["endpoints"u8].Items.ToList()
            .SelectMany(endpoint => endpoint["addresses"u8].Items.ToList())
            .Select(address => address.AsString(""))
            .ToList();
        cells.Name(value)
            .Text(value["addressType"u8])
            .Text(ListText.Cut(ports, MaxShown, Cells.Unset))
            .Text(ListText.Cut(addresses, MaxShown, Cells.Unset))
            .Age(value);
    }
}
