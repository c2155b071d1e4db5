using Fleet.Kubernetes.Documents;
using static Fleet.Kubernetes.Defaulting.DefaultRules;

namespace Fleet.Kubernetes.Defaulting;

/// <summary>The core group but for pods, volumes and services (pkg/apis/core/v1/defaults.go).</summary>
internal static class CoreDefaults
{
    public static IEnumerable<KeyValuePair<string, Action<DocumentNode>>> Rules { get; } =
    [
        For("core.v1.Secret", Secret),
        For("core.v1.Namespace", Namespace),
        For("core.v1.NodeSpec", NodeSpec),
        For("core.v1.NodeStatus", NodeStatus),
        For("core.v1.PersistentVolume", PersistentVolume),
        For("core.v1.PersistentVolumeClaim", claim => claim.Struct("status").Text("phase", "Pending")),
        For("core.v1.ReplicationController", ReplicationController),
        For("core.v1.LimitRangeItem", LimitRangeItem),
        For("core.v1.EndpointPort", port => port.Text("protocol", "TCP")),
    ];

    /// <summary><c>stringData</c> is write-only: its entries become base64 in <c>data</c>.</summary>
    private static void Secret(DocumentNode secret)
    {
        secret.Text("type", "Opaque");
        if (secret["stringData"] is { IsObject: true } text)
        {
            foreach (var name in text.Names)
            {
                secret.GetOrAddObject("data")[name] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text.TextOf(name)));
            }
        }

        secret.Remove("stringData");
    }

    private static void Namespace(DocumentNode target)
    {
        target.Struct("status").Text("phase", "Active");
        if (target["metadata"] is { } metadata && metadata.TextOf("name") is { Length: > 0 } name)
        {
            metadata.GetOrAddObject("labels")["kubernetes.io/metadata.name"] = name;
        }
    }

    /// <summary>The single range is the first of the list: converting between versions fills in the one that is missing.</summary>
    private static void NodeSpec(DocumentNode spec)
    {
        if (spec.TextOf("podCIDR") is { Length: > 0 } range && spec["podCIDRs"] is null or { Count: 0 })
        {
            spec["podCIDRs"] = DocumentNode.Array(range);
        }
    }

    private static void NodeStatus(DocumentNode status)
    {
        if (status.IsNil("allocatable") && status["capacity"] is { IsObject: true, Count: > 0 } capacity)
        {
            status["allocatable"] = capacity.Clone();
        }
    }

    private static void PersistentVolume(DocumentNode volume)
    {
        volume.Struct("status").Text("phase", "Pending");
        volume.Struct("spec").Text("persistentVolumeReclaimPolicy", "Retain");
        volume.Struct("spec").Pointer("volumeMode", "Filesystem");
    }

    private static void ReplicationController(DocumentNode controller)
    {
        if (controller.At("spec", "template", "metadata", "labels") is { IsObject: true, Count: > 0 } labels)
        {
            if (controller["spec"]!["selector"] is null or { Count: 0 })
            {
                controller["spec"]!["selector"] = labels.Clone();
            }

            if (controller.At("metadata", "labels") is null or { Count: 0 })
            {
                controller.Struct("metadata")["labels"] = labels.Clone();
            }
        }
    }

    private static void LimitRangeItem(DocumentNode item)
    {
        if (item.TextOf("type") != "Container")
        {
            return;
        }

        var limits = item["default"] is { IsObject: true } given ? given : DocumentNode.Object();
        limits.Complete(item["max"]);
        var requests = item["defaultRequest"] is { IsObject: true } asked ? asked : DocumentNode.Object();
        requests.Complete(limits);
        requests.Complete(item["min"]);
        item.With("default", limits.Count == 0 ? null : limits).With("defaultRequest", requests.Count == 0 ? null : requests);
    }
}
