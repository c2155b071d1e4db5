using System.Globalization;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Client;

/// <summary>One event of the fleet: a CloudEvent. Immutable.</summary>
/// <remarks>Source: CloudEvents 1.0.2, JSON format.</remarks>
public sealed class FleetEvent
{
    internal FleetEvent(long position, Document document)
    {
        Position = position;
        Document = document;
    }

    /// <summary>Its place in the fleet's log, and its <c>id</c>. Positions rise; they have gaps.</summary>
    public long Position { get; }

    /// <summary>The event as it was sent.</summary>
    public Document Document { get; }

    /// <summary><c>io.fleetengine.workload.health</c> and the like.</summary>
    public string Type => Document["type"u8].AsString("");

    /// <summary><c>/clusters/NAME</c>, or <c>/fleet</c>.</summary>
    public string Source => Document["source"u8].AsString("");

    /// <summary><c>namespace/name</c> of a workload's object, or the name of another object.</summary>
    public string Subject => Document["subject"u8].AsString("");

    public DateTimeOffset? Time => Document["time"u8].AsString() is { } text && Timestamps.TryParse(text, out var time) ? time : null;

    /// <summary>The cluster it is about; empty for the fleet itself.</summary>
    public string Cluster => Document["fleetcluster"u8].AsString("");

    /// <summary>The namespace it is about; empty when it is about none.</summary>
    public string Namespace => Document["fleetnamespace"u8].AsString("");

    /// <summary>What happened, by type.</summary>
    public DocumentValue Data => Document["data"u8];

    public override string ToString() => $"{Position} {Type} {Subject}";

    /// <summary>An event whose position is its <c>id</c>.</summary>
    /// <exception cref="DocumentFormatException">No CloudEvent of this fleet.</exception>
    internal static FleetEvent Read(Document document) => PositionOf(document["id"u8].AsString("")) is { } position
        ? Read(position, document)
        : throw new DocumentFormatException("The event's id is not a position in the fleet's log.");

    /// <exception cref="DocumentFormatException">No CloudEvent.</exception>
    internal static FleetEvent Read(long position, Document document) => document["type"u8].IsString
        ? new(position, document)
        : throw new DocumentFormatException("The event has no type.");

    internal static long? PositionOf(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : null;
}
