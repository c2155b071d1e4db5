using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;

namespace Fleet.Storage.Log;

/// <summary>One entry of the fleet log.</summary>
/// <param name="Stream">Which stream it belongs to.</param>
/// <param name="Position">Its place in the whole log; of a change the record's new version.</param>
/// <param name="Time">When it was committed.</param>
/// <param name="Document">Of a change the record after it (its last state when it was deleted); else the event or audit entry.</param>
public sealed record LogEntry(LogStream Stream, long Position, DateTimeOffset Time, Document Document)
{
    /// <summary>The record of a change.</summary>
    public RecordKey Key { get; init; }

    public StoreEventType Type { get; init; }

    /// <summary>The record before the change, null when it was added.</summary>
    public StoredRecord? Previous { get; init; }
}
