using System.Globalization;
using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Admission;

/// <summary>What the Services of a cluster hold.</summary>
internal sealed class TakenAddresses
{
    public TakenAddresses(IEnumerable<DocumentValue> services)
    {
        foreach (var spec in services.Select(service => service["spec"u8]))
        {
            foreach (var address in spec["clusterIPs"u8].Items)
            {
                Addresses.Add(address.AsString(""));
            }

            foreach (var port in spec["ports"u8].Items)
            {
                Add(port["nodePort"u8]);
            }

            Add(spec["healthCheckNodePort"u8]);
        }
    }

    public HashSet<string> Addresses { get; } = new(StringComparer.Ordinal);

    public HashSet<string> NodePorts { get; } = new(StringComparer.Ordinal);

    private void Add(DocumentValue port)
    {
        if (port.AsInt64() is { } number and not 0)
        {
            NodePorts.Add(number.ToString(CultureInfo.InvariantCulture));
        }
    }
}
