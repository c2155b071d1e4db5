using Fleet.Kubernetes.Documents;
using Fleet.Resources.Tables;

namespace Fleet.Resources.Clusters;

/// <summary>How <c>kubectl get clusters</c> looks.</summary>
internal sealed class ClusterTable() : ColumnTable(
    Column.Text("Ready", "Whether the cluster is reachable, authorized and read", value => Condition(value, ClusterConditions.Ready)),
    Column.Text("Version", "The version of its API server", value => value["status"u8]["version"u8].AsString("")),
    Column.Number("Nodes", "How many nodes it has", value => value["status"u8]["nodes"u8]),
    Column.Number("Workloads", "How many workloads run in it", value => value["status"u8]["workloads"u8]["total"u8]),
    Column.Number("Healthy", "How many of its workloads are healthy", value => value["status"u8]["workloads"u8]["healthy"u8]),
    Column.Text("Access", "What the engine may do in it", value => value["spec"u8]["access"u8].AsString("")),
    Column.Age("Age", "Since when it has been in the fleet", value => value["metadata"u8]["creationTimestamp"u8]),
    Column.Text("Lag", "By how many seconds the engine is behind", Lag, isWide: true),
    Column.Age("Last-Contact", "How long ago it last answered", value => value["status"u8]["lastContactTime"u8], isWide: true),
    Column.Text("Silo", "The silo that holds the connection", value => value["status"u8]["silo"u8].AsString(""), isWide: true),
    Column.Text("Server", "The address of its API server", value => value["status"u8]["server"u8].AsString(""), isWide: true))
{
    /// <summary>The status of a condition, and why where it is not True.</summary>
    private static string Condition(DocumentValue value, string type)
    {
        foreach (var condition in value["status"u8]["conditions"u8].Items)
        {
            if (condition["type"u8].AsString() == type)
            {
                return condition["status"u8].AsString("Unknown");
            }
        }

        return "Unknown";
    }

    private static string Lag(DocumentValue value) => value["status"u8]["watchLagSeconds"u8].AsInt64() is { } seconds ? $"{seconds}s" : "";
}
