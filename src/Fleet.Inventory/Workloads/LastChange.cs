using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Inventory.Workloads;

/// <summary>
/// When somebody last changed what is wanted, and who: the newest entry of <c>managedFields</c> that holds something in the spec and is not of a controller
/// of Kubernetes itself. Where none says so, the creation, by nobody known.
/// </summary>
internal readonly record struct LastChange(DateTimeOffset Time, string Manager, string Operation)
{
    private const int MaxManager = 128;

    public static LastChange? Of(Document controller)
    {
        var metadata = controller["metadata"u8];
        LastChange? newest = null;
        foreach (var entry in metadata["managedFields"u8].Items)
        {
            if (TouchesSpec(entry) && Timestamps.TryParse(entry["time"u8].AsString(""), out var time) && (newest is null || time > newest.Value.Time))
            {
                newest = new(time, Cut(entry["manager"u8].AsString("")), Cut(entry["operation"u8].AsString("")));
            }
        }

        return newest ?? (Timestamps.TryParse(metadata["creationTimestamp"u8].AsString(""), out var created) ? new(created, "", "") : null);
    }

    private static bool TouchesSpec(DocumentValue entry) =>
        entry["fieldsV1"u8]["f:spec"u8].Exists
        && !entry["subresource"u8].StringEquals("status"u8)
        && !entry["manager"u8].StringEquals("kube-controller-manager"u8)
        && !entry["manager"u8].StringEquals("kubelet"u8)
        && !entry["manager"u8].StringEquals("kube-scheduler"u8);

    private static string Cut(string text) => text.Length > MaxManager ? text[..MaxManager] : text;
}
