using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Storage.Log;

namespace Fleet.Api.Storage;

/// <summary>Objects as the API holds them, from records of the store, which do not hold their version.</summary>
internal static class DeclaredForm
{
    public static StoredObject Stamp(ObjectKey key, long version, Document document) => new(key, version, VersionStamp.Apply(document, version));

    /// <summary>A change of a declared object. There are few and they are read often: their versions are written in once.</summary>
    /// <param name="entry">The change.</param>
    /// <param name="current">What is held, which mostly is the state before.</param>
    public static StoreEvent Stamp(LogEntry entry, StoredObject? current)
    {
        var previous = entry.Previous is not { } before
            ? null
            : current?.ResourceVersion == before.Version ? current : Stamp(entry.Key.Object, before.Version, before.Document);
        return new StoreEvent(entry.Type, Stamp(entry.Key.Object, entry.Position, entry.Document), previous);
    }

    /// <summary>A change of a workload. There are many, most concern nobody, and their documents are those of the inventory: they are left as they are.</summary>
    public static StoreEvent Unstamped(LogEntry entry)
    {
        var key = entry.Key.Object;
        var previous = entry.Previous is { } before ? new StoredObject(key, before.Version, before.Document) : null;
        return new StoreEvent(entry.Type, new StoredObject(key, entry.Position, entry.Document), previous) { IsStamped = false };
    }
}
