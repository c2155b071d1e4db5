using System.Globalization;
using Fleet.Kubernetes.Documents;
using Fleet.Resources.Tables;

namespace Fleet.Resources.Workloads;

/// <summary>How <c>kubectl get workloads</c> looks.</summary>
internal sealed class WorkloadTable() : ColumnTable(
    Column.Text("Cluster", "The cluster it runs in", value => value["spec"u8]["ref"u8]["cluster"u8].AsString("")),
    Column.Text("Kind", "The kind of its controller", value => value["spec"u8]["ref"u8]["kind"u8].AsString("")),
    Column.Text("Ready", "How many replicas are ready, of how many", Ready),
    Column.Text("Health", "Its health", value => value["status"u8]["health"u8].AsString("")),
    Column.Text("Reason", "Why", value => value["status"u8]["reason"u8].AsString("")),
    Column.Number("Restarts", "Container restarts of all its pods", value => value["status"u8]["pods"u8]["restarts"u8]),
    Column.Age("Age", "Since when it exists", value => value["metadata"u8]["creationTimestamp"u8]),
    Column.Text("Images", "The images its pods run", Images, isWide: true),
    Column.Text("CPU", "The CPU all its replicas request", value => value["status"u8]["resources"u8]["requests"u8]["cpu"u8].AsString(""), isWide: true),
    Column.Text("Memory", "The memory all its replicas request", value => value["status"u8]["resources"u8]["requests"u8]["memory"u8].AsString(""), isWide: true),
    Column.Text("Changed-By", "Who last changed what is wanted", value => value["status"u8]["lastChange"u8]["manager"u8].AsString(""), isWide: true))
{
    private static string Ready(DocumentValue value)
    {
        var replicas = value["status"u8]["replicas"u8];
        return replicas.IsObject
            ? string.Create(CultureInfo.InvariantCulture, $"{replicas["ready"u8].AsInt64() ?? 0}/{replicas["desired"u8].AsInt64() ?? 0}")
            : "";
    }

    private static string Images(DocumentValue value) => string.Join(',', value["spec"u8]["images"u8].Items.ToList().Select(image => image.AsString("")));
}
