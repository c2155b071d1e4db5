using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;
using Fleet.Resources.Clusters;

namespace Fleet.Grains.Clusters.Conditions;

/// <summary>The CloudEvents a change of conditions means: one a transition, none for a first "not yet".</summary>
internal static class ClusterEvents
{
    /// <param name="cluster">The cluster's name.</param>
    /// <param name="before">The status that stands.</param>
    /// <param name="after">What it becomes.</param>
    /// <param name="now">When.</param>
    public static IReadOnlyList<Document> Of(string cluster, DocumentValue before, ClusterStatus after, DateTimeOffset now)
    {
        var events = new List<Document>();
        foreach (var condition in after.Conditions)
        {
            var was = StatusOf(before, condition.Type);
            var type = (condition.Type, condition.Status, was) switch
            {
                (ClusterConditions.Reachable, true, not "True") => "reachable",
                (ClusterConditions.Reachable, false, not "False") => "unreachable",
                (ClusterConditions.Authorized, false, not "False") => "unauthorized",
                (ClusterConditions.Synced, true, not "True") => "synced",
                _ => null,
            };
            if (type is not null)
            {
                events.Add(Event(cluster, $"io.fleetengine.cluster.{type}", condition, was, now));
            }
        }

        return events;
    }

    private static string? StatusOf(DocumentValue status, string type)
    {
        foreach (var condition in status["conditions"u8].Items)
        {
            if (condition["type"u8].AsString() == type)
            {
                return condition["status"u8].AsString();
            }
        }

        return null;
    }

    private static Document Event(string cluster, string type, ClusterCondition condition, string? before, DateTimeOffset now) => DocumentNode.Object(
        ("specversion", "1.0"),
        ("type", type),
        ("source", $"/clusters/{cluster}"),
        ("subject", cluster),
        ("time", Timestamps.FormatMicro(now)),
        ("datacontenttype", "application/json"),
        ("fleetcluster", cluster),
        ("data", DocumentNode.Object(
            ("condition", condition.Type),
            ("before", before ?? "Unknown"),
            ("after", condition.Status == true ? "True" : "False"),
            ("reason", condition.Reason),
            ("message", condition.Message)))).ToDocument();
}
