using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Kinds.Printers;

internal sealed class NodePrinter() : KindPrinter("nodes")
{
    private const string RolePrefix = "node-role.kubernetes.io/";
    private const string Unknown = "<unknown>";

    protected override void Write(Cells cells, DocumentValue value)
    {
        var info = value["status"u8]["nodeInfo"u8];
        cells.Name(value)
            .Text(Status(value))
            .Text(Roles(value["metadata"u8]["labels"u8]))
            .Age(value)
            .Text(info["kubeletVersion"u8])
            .Text(Address(value, "InternalIP"u8))
            .Text(Address(value, "ExternalIP"u8))
            .Text(info["osImage"u8], Unknown)
            .Text(Kernel(info))
            .Text(info["containerRuntimeVersion"u8], Unknown);
    }

    private static string Status(DocumentValue node)
    {
        var status = PodSummary.ConditionStatus(node, "Ready") switch
        {
            null => "Unknown",
            "True" => "Ready",
            _ => "NotReady",
        };
        return node["spec"u8]["unschedulable"u8].AsBoolean() == true ? status + ",SchedulingDisabled" : status;
    }

    private static string Roles(DocumentValue labels)
    {
        var roles = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (name, value) in labels.Members)
        {
            var role = name.StartsWith(RolePrefix, StringComparison.Ordinal) ? name[RolePrefix.Length..]
                : name == "kubernetes.io/role" ? value.AsString("")
                : "";
            if (role.Length > 0)
            {
                roles.Add(role);
            }
        }

        return roles.Count == 0 ? Cells.None : string.Join(',', roles);
    }

    private static string Address(DocumentValue node, ReadOnlySpan<byte> type)
    {
        foreach (var address in node["status"u8]["addresses"u8].Items)
        {
            if (address["type"u8].StringEquals(type))
            {
                return address["address"u8].AsString("");
            }
        }

        return Cells.None;
    }

    /// <summary>Since 1.36 the kernel comes with the architecture.</summary>
    private static string Kernel(DocumentValue info)
    {
        var kernel = info["kernelVersion"u8].AsString("");
        var architecture = info["architecture"u8].AsString("");
        return kernel.Length == 0 ? Unknown : architecture.Length == 0 ? kernel : $"{kernel} ({architecture})";
    }
}
