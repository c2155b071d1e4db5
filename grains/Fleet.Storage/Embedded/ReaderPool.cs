using System.Collections.Concurrent;

namespace Fleet.Storage.Embedded;

/// <summary>Connections that read, kept for the next reader. Reading happens on the thread pool, a few readers at a time, never on a caller's thread.</summary>
internal sealed class ReaderPool(StoreFile file) : IDisposable
{
    private const int Kept = 8;

    private readonly ConcurrentBag<EmbeddedReader> _idle = [];
    private readonly SemaphoreSlim _slots = new(8);
    private volatile bool _isClosed;

    /// <exception cref="Log.StorageUnavailableException">The file cannot be read.</exception>
    public EmbeddedReader Rent()
    {
        ObjectDisposedException.ThrowIf(_isClosed, typeof(EmbeddedFleetStore));
        return _idle.TryTake(out var reader) ? reader : file.Guard(() => new EmbeddedReader(file.OpenReader()));
    }

    public void Return(EmbeddedReader reader)
    {
        if (_isClosed || _idle.Count >= Kept)
        {
            reader.Dispose();
            return;
        }

        _idle.Add(reader);
    }

    /// <summary>Reads with a connection of the pool.</summary>
    public async Task<T> ReadAsync<T>(Func<EmbeddedReader, T> read, CancellationToken cancellationToken)
    {
        var reader = Rent();
        try
        {
            return await ReadWithAsync(reader, read, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Return(reader);
        }
    }

    /// <summary>Reads with a connection the caller has rented.</summary>
    public async Task<T> ReadWithAsync<T>(EmbeddedReader reader, Func<EmbeddedReader, T> read, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => file.Guard(() => read(reader)), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _slots.Release();
        }
    }

    public void Dispose()
    {
        _isClosed = true;
        while (_idle.TryTake(out var reader))
        {
            reader.Dispose();
        }
    }
}
