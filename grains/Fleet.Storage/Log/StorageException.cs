namespace Fleet.Storage.Log;

/// <summary>What a store can answer instead of doing as told.</summary>
public abstract class StorageException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A compare-and-swap lost; <see cref="Current"/> is what stands there, null when nothing does.</summary>
public sealed class CommitConflictException(RecordKey key, StoredRecord? current)
    : StorageException(current is null ? $"{key} does not exist." : $"{key} is at version {current.Version}.")
{
    public RecordKey Key { get; } = key;

    public StoredRecord? Current { get; } = current;
}

/// <summary>The writer is no longer the owner of the partition it writes to: it must stop.</summary>
public sealed class FencedException(Fence fence, long current)
    : StorageException($"The partition {fence.Partition} is at epoch {current}; epoch {fence.Epoch} may not write any more.")
{
    public long CurrentEpoch { get; } = current;
}

/// <summary>What the reader asks for has been trimmed.</summary>
public sealed class LogExpiredException(long position, long oldest)
    : StorageException($"Position {position} is older than what is kept; the oldest that can be resumed from is {oldest}.")
{
    public long Oldest { get; } = oldest;
}

/// <summary>The store cannot be used now: disk full, file corrupt, Redis away. Retry later; the message names the file or host.</summary>
public sealed class StorageUnavailableException(string message, Exception? inner = null) : StorageException(message, inner);
