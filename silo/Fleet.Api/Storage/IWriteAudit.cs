using Fleet.Kubernetes.Documents;

namespace Fleet.Api.Storage;

/// <summary>Says what is held on record about a write. The entry is committed together with it: there is no write without its entry, and no entry without its write.</summary>
public interface IWriteAudit
{
    /// <summary>The entry, or null when the write is nobody's (the engine's own). Knows by the flow of the call who writes.</summary>
    Document? EntryOf(WriteRecord write);
}
