using Fleet.Kubernetes.Documents;
using Fleet.Storage.Log;

namespace Fleet.Api.Events;

/// <summary>A CloudEvent of the log, with what it is chosen by read out and its <c>id</c> written in. Immutable: all subscribers share it.</summary>
internal sealed class LoggedEvent
{
    private const string ResourcePrefix = "io.fleetengine.resource.";

    private LoggedEvent(LogEntry entry)
    {
        var root = entry.Document.Root;
        Position = entry.Position;
        Time = entry.Time;
        Type = root["type"u8].AsString("");
        Subject = root["subject"u8].AsString("");
        Cluster = NullIfEmpty(root["fleetcluster"u8]);
        Namespace = root["fleetnamespace"u8].AsString();
        IsAboutAccess = Type.StartsWith(ResourcePrefix, StringComparison.Ordinal)
            && root["data"u8]["kind"u8].AsString() is "AccessGrant" or "AccessToken";
        Project = Type.StartsWith(ResourcePrefix, StringComparison.Ordinal) && root["data"u8]["kind"u8].AsString() == "Project" ? Subject : null;
        Json = WithId(root, entry.Position);
    }

    /// <summary>Its place in the log: the CloudEvent's <c>id</c>.</summary>
    public long Position { get; }

    /// <summary>When it was committed.</summary>
    public DateTimeOffset Time { get; }

    public string Type { get; }

    public string Subject { get; }

    public string? Cluster { get; }

    /// <summary>Empty: of a workload that is in no namespace. Null: the event is of no workload.</summary>
    public string? Namespace { get; }

    /// <summary>It tells of grants or tokens, which are administrators' business.</summary>
    public bool IsAboutAccess { get; }

    /// <summary>The name of the project it tells of; null when it tells of none.</summary>
    public string? Project { get; }

    /// <summary>The CloudEvent in one line of JSON.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    public static LoggedEvent Read(LogEntry entry) => new(entry);

    private static string? NullIfEmpty(DocumentValue value) => value.AsString() is { Length: > 0 } text ? text : null;

    private static ReadOnlyMemory<byte> WithId(DocumentValue root, long position)
    {
        using var builder = new DocumentBuilder();
        builder.StartObject().Name("id"u8).String(position.ToString(System.Globalization.CultureInfo.InvariantCulture));
        foreach (var member in root.Members)
        {
            if (!member.NameEquals("id"u8))
            {
                builder.Member(member);
            }
        }

        return builder.EndObject().Build().ToUtf8();
    }
}
