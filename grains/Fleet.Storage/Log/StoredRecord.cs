using Fleet.Kubernetes.Documents;

namespace Fleet.Storage.Log;

/// <summary>A record as it stands. Its document does not hold the version; whoever serves it writes it in.</summary>
public sealed record StoredRecord(RecordKey Key, long Version, Document Document);
