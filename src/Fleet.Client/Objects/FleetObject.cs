using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Client;

/// <summary>An object of the fleet's API: a view of its document. Fields it does not have are empty, zero or null. Immutable.</summary>
public abstract class FleetObject
{
    protected FleetObject(Document document) => Document = document;

    /// <summary>The object as the server sent it.</summary>
    public Document Document { get; }

    public string Name => Metadata["name"u8].AsString("");

    public string Namespace => Metadata["namespace"u8].AsString("");

    public string Uid => Metadata["uid"u8].AsString("");

    public string ResourceVersion => Metadata["resourceVersion"u8].AsString("");

    public long Generation => Metadata["generation"u8].AsInt64() ?? 0;

    public DateTimeOffset? CreatedAt => Time(Metadata["creationTimestamp"u8]);

    public IReadOnlyDictionary<string, string> Labels => Strings(Metadata["labels"u8]);

    public IReadOnlyList<FleetCondition> Conditions => [.. Status["conditions"u8].Items.ToList().Select(condition => new FleetCondition(
        condition["type"u8].AsString(""),
        condition["status"u8].AsString(""),
        condition["reason"u8].AsString(""),
        condition["message"u8].AsString(""),
        Time(condition["lastTransitionTime"u8])))];

    /// <summary>The condition of a type, or null.</summary>
    public FleetCondition? Condition(string type) => Conditions.FirstOrDefault(condition => condition.Type == type);

    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";

    protected DocumentValue Metadata => Document["metadata"u8];

    protected DocumentValue Spec => Document["spec"u8];

    protected DocumentValue Status => Document["status"u8];

    /// <summary>A time of RFC 3339, or null.</summary>
    protected static DateTimeOffset? Time(DocumentValue value) =>
        value.AsString() is { } text && Timestamps.TryParse(text, out var time) ? time : null;

    protected static IReadOnlyDictionary<string, string> Strings(DocumentValue members) =>
        members.Members.ToList().ToDictionary(member => member.Name, member => member.Value.AsString(""), StringComparer.Ordinal);
}
