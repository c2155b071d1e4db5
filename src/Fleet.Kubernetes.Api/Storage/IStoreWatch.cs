using System.Diagnostics.CodeAnalysis;

namespace Fleet.Kubernetes.Api.Storage;

/// <summary>
/// A reader of a store's writes, in order and without gaps. It holds no buffer of its own: a reader that falls behind the kept history gets
/// <see cref="StoreExpiredException"/>. One reader, one thread at a time. Dispose it to stop.
/// </summary>
public interface IStoreWatch : IDisposable
{
    /// <summary>The next event, when there is one.</summary>
    /// <exception cref="StoreExpiredException">The reader fell behind the kept history.</exception>
    bool TryRead([NotNullWhen(true)] out StoreEvent? storeEvent);

    /// <summary>Completes when <see cref="TryRead"/> has something to say (an event or an error).</summary>
    ValueTask WaitAsync(CancellationToken cancellationToken);

    /// <summary>Every write up to this version that concerns the reader has been read.</summary>
    long Position { get; }
}
