namespace Fleet.Kubernetes.Api.Storage;

/// <summary>
/// A compare-and-swap lost: <see cref="Current"/> is what stands there now, null when the object does not exist. The caller reads again and
/// decides.
/// </summary>
public sealed class StoreConflictException : Exception
{
    public StoreConflictException(ObjectKey key, StoredObject? current)
        : base(current is null ? $"{key} does not exist." : $"{key} is at version {current.ResourceVersion}.")
    {
        Key = key;
        Current = current;
    }

    public ObjectKey Key { get; }

    public StoredObject? Current { get; }
}
