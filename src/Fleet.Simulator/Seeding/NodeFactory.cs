using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Simulator.Seeding;

/// <summary>
/// The nodes of a simulated cluster. Like kwok's, they are nodes without machines: they have the server's own address and the labels and
/// annotations that mark a fake node, so that whoever looks is not misled.
/// </summary>
internal static class NodeFactory
{
    public const int PodsPerNode = 110;
    public const int Zones = 3;
    public const string Address = "127.0.0.1";

    /// <summary>Writes node status and pod status, as kwok's controller does on fake nodes.</summary>
    public const string FieldManager = "kwok";

    private static readonly (string Type, string Status, string Reason, string Message)[] Conditions =
    [
        ("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
        ("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
        ("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
        ("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
        ("NetworkUnavailable", "False", "RouteCreated", "RouteController created a route"),
    ];

    public static string Name(string cluster, int index) => $"{cluster}-node-{index}";

    public static Document Create(string cluster, int index)
    {
        var name = Name(cluster, index);
        return DocumentNode.Object(
            ("apiVersion", "v1"),
            ("kind", "Node"),
            ("metadata", DocumentNode.Object(
                ("name", name),
                ("annotations", DocumentNode.Object(
                    ("kwok.x-k8s.io/node", "fake"),
                    ("metrics.k8s.io/resource-metrics-path", $"/metrics/nodes/{name}/metrics/resource"))),
                ("labels", DocumentNode.Object(
                    ("kubernetes.io/arch", "amd64"),
                    ("kubernetes.io/hostname", name),
                    ("kubernetes.io/os", "linux"),
                    ("node.kubernetes.io/instance-type", "m5.2xlarge"),
                    ("topology.kubernetes.io/region", $"r-{cluster}"),
                    ("topology.kubernetes.io/zone", $"r-{cluster}-z{index % Zones}"),
                    ("type", "kwok"))))),
            ("status", DocumentNode.Object(
                ("capacity", Resources("8", "100Gi", "32Gi")),
                ("allocatable", Resources("7800m", "90Gi", "30Gi")),
                ("nodeInfo", SystemInfo())))).ToDocument();
    }

    /// <summary>What the node lifecycle controller adds to a node.</summary>
    public static void AddControllerMarks(DocumentNode node)
    {
        node["metadata"]!.GetOrAddObject("annotations")["node.alpha.kubernetes.io/ttl"] = "0";
        var labels = node["metadata"]!.GetOrAddObject("labels");
        labels["beta.kubernetes.io/arch"] = "amd64";
        labels["beta.kubernetes.io/os"] = "linux";
    }

    /// <param name="now">Since when the node is as it is.</param>
    /// <param name="heartbeat">When it last said so; null for the same time.</param>
    public static DocumentNode CreateStatus(DateTimeOffset now, DateTimeOffset? heartbeat = null)
    {
        var time = Timestamps.Format(now);
        var last = Timestamps.Format(heartbeat ?? now);
        return DocumentNode.Object(
            ("capacity", Resources("8", "100Gi", "32Gi")),
            ("allocatable", Resources("7800m", "90Gi", "30Gi")),
            ("phase", "Running"),
            ("conditions", DocumentNode.Array(Conditions.Select(condition => DocumentNode.Object(
                ("type", condition.Type),
                ("status", condition.Status),
                ("lastHeartbeatTime", last),
                ("lastTransitionTime", time),
                ("reason", condition.Reason),
                ("message", condition.Message))))),
            ("addresses", DocumentNode.Array(DocumentNode.Object(("type", "InternalIP"), ("address", Address)))),
            ("daemonEndpoints", DocumentNode.Object(("kubeletEndpoint", DocumentNode.Object(("Port", 10250))))),
            ("nodeInfo", SystemInfo().With("kubeProxyVersion", "kwok-v0.8-rig")));
    }

    /// <summary>A node of this kind registers with its sizes and its system; what a kubelet adds comes with its first status.</summary>
    private static DocumentNode SystemInfo() => DocumentNode.Object(
        ("machineID", ""),
        ("systemUUID", ""),
        ("bootID", ""),
        ("kernelVersion", "6.1.0"),
        ("osImage", "Debian GNU/Linux 12"),
        ("containerRuntimeVersion", "containerd://2.0.0"),
        ("kubeletVersion", "v1.36.2"),
        ("kubeProxyVersion", ""),
        ("operatingSystem", "linux"),
        ("architecture", "amd64"));

    /// <summary>The lease with which a node says that it lives.</summary>
    public static Document CreateLease(string node, string nodeUid, DateTimeOffset now) => DocumentNode.Object(
        ("apiVersion", "coordination.k8s.io/v1"),
        ("kind", "Lease"),
        ("metadata", DocumentNode.Object(
            ("name", node),
            ("namespace", "kube-node-lease"),
            ("ownerReferences", DocumentNode.Array(DocumentNode.Object(
                ("apiVersion", "v1"), ("kind", "Node"), ("name", node), ("uid", nodeUid)))))),
        ("spec", DocumentNode.Object(
            ("holderIdentity", node),
            ("leaseDurationSeconds", 40),
            ("renewTime", Timestamps.FormatMicro(now))))).ToDocument();

    private static DocumentNode Resources(string cpu, string storage, string memory) =>
        DocumentNode.Object(("cpu", cpu), ("ephemeral-storage", storage), ("memory", memory), ("pods", PodsPerNode.ToString(System.Globalization.CultureInfo.InvariantCulture)));
}
