using Fleet.Kubernetes.Documents;

namespace Fleet.Storage.Log;

/// <summary>One change of a record.</summary>
/// <param name="Key">The record.</param>
/// <param name="Document">What it becomes; null to delete it.</param>
public sealed record Mutation(RecordKey Key, Document? Document)
{
    /// <summary>The version the record must have: 0 for "must not exist", null for whatever stands there.</summary>
    public long? ExpectedVersion { get; init; }

    /// <summary>Whether watchers are to hear of it. False for grain state and secrets: no log entry, but a version all the same.</summary>
    public bool IsLogged { get; init; } = true;
}
