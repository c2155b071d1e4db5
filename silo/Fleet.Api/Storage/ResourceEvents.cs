using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;
using Fleet.Resources;

namespace Fleet.Api.Storage;

/// <summary>The CloudEvents a write of a declared object means; committed together with it.</summary>
internal static class ResourceEvents
{
    public static IEnumerable<Document> Of(WriteRecord write, DateTimeOffset now)
    {
        if (write.Type == StoreEventType.Modified && !ChangesDeclaration(write.Before, write.After))
        {
            yield break;
        }

        var verb = write.Type switch { StoreEventType.Added => "created", StoreEventType.Modified => "updated", _ => "deleted" };
        yield return Event($"io.fleetengine.resource.{verb}", write, now);
        if (IsCluster(write.Key) && write.Type != StoreEventType.Modified)
        {
            yield return Event(write.Type == StoreEventType.Added ? "io.fleetengine.cluster.added" : "io.fleetengine.cluster.removed", write, now);
        }
    }

    /// <summary>Somebody declared something else: status and bookkeeping are not news.</summary>
    private static bool ChangesDeclaration(Document? before, Document? after)
    {
        var (old, now) = (before?["metadata"u8] ?? default, after?["metadata"u8] ?? default);
        return !old["generation"u8].DeepEquals(now["generation"u8])
            || !Same(before?["spec"u8] ?? default, after?["spec"u8] ?? default)
            || !Same(old["labels"u8], now["labels"u8])
            || !Same(old["annotations"u8], now["annotations"u8])
            || !Same(old["deletionTimestamp"u8], now["deletionTimestamp"u8]);
    }

    private static bool Same(DocumentValue a, DocumentValue b) => a.Exists == b.Exists && (!a.Exists || a.DeepEquals(b));

    private static Document Event(string type, WriteRecord write, DateTimeOffset now)
    {
        var document = (write.After ?? write.Before)!;
        var isCluster = IsCluster(write.Key);
        using var builder = new DocumentBuilder();
        builder.StartObject();
        builder.Name("specversion").String("1.0").Name("type").String(type);
        builder.Name("source").String(isCluster ? $"/clusters/{write.Key.Name}" : "/fleet");
        builder.Name("subject").String(write.Key.Namespace.Length == 0 ? write.Key.Name : $"{write.Key.Namespace}/{write.Key.Name}");
        builder.Name("time").String(Timestamps.FormatMicro(now)).Name("datacontenttype").String("application/json");
        if (isCluster)
        {
            builder.Name("fleetcluster").String(write.Key.Name);
        }

        builder.Name("data").StartObject();
        builder.Name("kind").String(document["kind"u8].AsString("")).Name("name").String(write.Key.Name);
        builder.Name("uid").String(document["metadata"u8]["uid"u8].AsString(""));
        if (document["metadata"u8]["generation"u8].AsInt64() is { } generation)
        {
            builder.Name("generation").Number(generation);
        }

        return builder.EndObject().EndObject().Build();
    }

    private static bool IsCluster(ObjectKey key) => key.Resource == FleetKinds.Clusters.GroupResource;
}
