using Fleet.Cli.Resources;
using Fleet.Kubernetes.Documents;

namespace Fleet.Cli.Workloads;

/// <summary>Reads Kubernetes Events of both groups: <c>v1</c> and <c>events.k8s.io/v1</c> name their fields differently.</summary>
internal static class MemberEvent
{
    public static DateTimeOffset? TimeOf(Document value) =>
        ObjectPage.Time(value["series"u8]["lastObservedTime"u8])
        ?? ObjectPage.Time(value["lastTimestamp"u8])
        ?? ObjectPage.Time(value["deprecatedLastTimestamp"u8])
        ?? ObjectPage.Time(value["eventTime"u8])
        ?? ObjectPage.Time(value["metadata"u8]["creationTimestamp"u8]);

    public static string ObjectOf(Document value)
    {
        var about = value["regarding"u8].Exists ? value["regarding"u8] : value["involvedObject"u8];
        return $"{about["kind"u8].AsString("")}/{about["name"u8].AsString("")}";
    }

    public static string MessageOf(Document value) => value["note"u8].AsString() ?? value["message"u8].AsString("");
}
