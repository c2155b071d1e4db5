namespace Fleet.Kubernetes.Api.Storage;

/// <summary>One write. A deleted object is its last state carrying the version of the deletion, as watch clients expect it.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Object">The object after the write (the last state when it was deleted).</param>
/// <param name="Previous">The object before the write, null when it was added.</param>
public sealed record StoreEvent(StoreEventType Type, StoredObject Object, StoredObject? Previous)
{
    /// <summary>The store's version of this write; every write has its own.</summary>
    public long Version => Object.ResourceVersion;

    /// <summary>
    /// The documents hold their versions. False in feeds that share their documents with whoever made them: the reader writes the version in
    /// (<see cref="VersionStamp"/>), and only into what it passes on.
    /// </summary>
    public bool IsStamped { get; init; } = true;
}
