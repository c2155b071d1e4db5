using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Inventory.Workloads;

/// <summary>What the publication of a row means to those who follow the fleet: CloudEvents 1.0, structured JSON, without <c>id</c> (it is the log position).</summary>
public static class WorkloadEvents
{
    private const string Prefix = "io.fleetengine.workload.";

    /// <summary>
    /// The events of a change, none where nothing happened that anybody would want to hear of. <c>added</c> and <c>removed</c> stand alone; a workload made anew
    /// under its name is both; otherwise up to three of <c>changed</c> (images, source, generation), <c>scaled</c> and <c>health</c>, in this order.
    /// </summary>
    public static IEnumerable<Document> Of(WorkloadChange change, DateTimeOffset time)
    {
        var (before, after) = (change.Before, change.After);
        if (before is not null && (after is null || IsRemade(before, after)))
        {
            yield return Write(before, "removed", time, builder => WriteState(builder, before));
        }

        if (after is not null && (before is null || IsRemade(before, after)))
        {
            yield return Write(after, "added", time, builder => WriteState(builder, after));
        }

        if (before is null || after is null || IsRemade(before, after))
        {
            yield break;
        }

        if (IsChanged(before, after))
        {
            yield return Write(after, "changed", time, builder => WriteChanged(builder, before, after));
        }

        if (before.DesiredReplicas != after.DesiredReplicas)
        {
            yield return Write(after, "scaled", time, builder => builder
                .Name("before"u8).StartObject().Name("desired"u8).Number(before.DesiredReplicas).EndObject()
                .Name("after"u8).StartObject().Name("desired"u8).Number(after.DesiredReplicas).EndObject());
        }

        if (before.Health != after.Health)
        {
            yield return Write(after, "health", time, builder => WriteHealth(builder, before, after));
        }
    }

    private static bool IsRemade(Workload before, Workload after) =>
        !before.Document["metadata"u8]["uid"u8].DeepEquals(after.Document["metadata"u8]["uid"u8]);

    /// <summary>Scaling raises the generation too, and is told by <c>scaled</c>.</summary>
    private static bool IsChanged(Workload before, Workload after) =>
        !Images(before).DeepEquals(Images(after))
        || !Source(before).DeepEquals(Source(after))
        || (before.DesiredReplicas == after.DesiredReplicas && !Generation(before).DeepEquals(Generation(after)) && Generation(after).Exists && Generation(before).Exists);

    private static DocumentValue Images(Workload row) => row.Document["spec"u8]["images"u8];

    private static DocumentValue Source(Workload row) => row.Document["status"u8]["source"u8];

    private static DocumentValue Generation(Workload row) => row.Document["metadata"u8]["generation"u8];

    private static Document Write(Workload row, string type, DateTimeOffset time, Action<DocumentBuilder> writeData)
    {
        using var builder = new DocumentBuilder();
        builder.StartObject().Name("specversion"u8).String("1.0").Name("type"u8).String(Prefix + type);
        builder.Name("source"u8).String($"/clusters/{row.Key.Cluster}").Name("subject"u8).String($"{row.Key.Namespace}/{row.ObjectName}");
        builder.Name("time"u8).String(Timestamps.FormatMicro(time)).Name("datacontenttype"u8).String("application/json");
        builder.Name("fleetcluster"u8).String(row.Key.Cluster).Name("fleetnamespace"u8).String(row.Key.Namespace);
        builder.Name("data"u8).StartObject();
        writeData(builder);
        return builder.EndObject().EndObject().Build();
    }

    private static void WriteState(DocumentBuilder builder, Workload row)
    {
        builder.Name("kind"u8).String(row.Key.Kind).Name("name"u8).String(row.Key.Name).Name("images"u8).Value(Images(row));
        builder.Name("desired"u8).Number(row.DesiredReplicas).Name("health"u8).String(row.Health.ToString()).Name("reason"u8).String(row.Reason);
    }

    private static void WriteChanged(DocumentBuilder builder, Workload before, Workload after)
    {
        foreach (var row in (ReadOnlySpan<Workload>)[before, after])
        {
            builder.Name(ReferenceEquals(row, before) ? "before"u8 : "after"u8).StartObject().Name("images"u8).Value(Images(row));
            if (Source(row).Exists)
            {
                builder.Name("source"u8).Value(Source(row));
            }

            if (Generation(row).Exists)
            {
                builder.Name("generation"u8).Value(Generation(row));
            }

            builder.EndObject();
        }

        if (after.Document["status"u8]["lastChange"u8]["manager"u8] is { IsString: true } manager)
        {
            builder.Name("manager"u8).Value(manager);
        }
    }

    private static void WriteHealth(DocumentBuilder builder, Workload before, Workload after)
    {
        foreach (var row in (ReadOnlySpan<Workload>)[before, after])
        {
            builder.Name(ReferenceEquals(row, before) ? "before"u8 : "after"u8).StartObject().Name("health"u8).String(row.Health.ToString()).Name("reason"u8).String(row.Reason).EndObject();
        }

        if (after.Document["status"u8]["message"u8] is { IsString: true } message)
        {
            builder.Name("message"u8).Value(message);
        }
    }
}
