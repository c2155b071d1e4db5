using System.Collections.Concurrent;
using Fleet.Storage.Log;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace Fleet.Storage.Embedded;

/// <summary>
/// The one writer: a thread of its own (a disk's sync must not hold a thread others need) that takes all waiting commits, writes them in one
/// transaction and then tells their callers. The slower the disk, the bigger the batches.
/// </summary>
internal sealed partial class CommitWriter : IAsyncDisposable
{
    private const int MaxBatch = 512;

    /// <summary>Nobody waits for more than about this much of others' writing.</summary>
    private const long MaxBatchBytes = 8 << 20;
    private const int MaxWaiting = 4096;

    private readonly StoreFile _file;
    private readonly SqliteConnection _connection;
    private readonly WriterTables _tables;
    private readonly BatchWriter _batches;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly StorageInstruments? _instruments;
    private readonly BlockingCollection<PendingCommit?> _queue = [];
    private readonly SemaphoreSlim _room = new(MaxWaiting);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _trimTimer;
    private long _remembered;

    public CommitWriter(StoreFile file, SqliteConnection connection, RetentionOptions retention, TimeProvider time, ILogger log, StorageInstruments? instruments)
    {
        (_file, _connection, _time, _log, _instruments) = (file, connection, time, log, instruments);
        _tables = new WriterTables(connection);
        _batches = new BatchWriter(_tables, new LogTrimmer(retention));
        Live = new LiveLog(_batches.Stored.Position);
        new Thread(Run) { IsBackground = true, Name = "fleet store" }.Start();
        _trimTimer = time.CreateTimer(_ => Wake(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    public LiveLog Live { get; }

    public long Trimmed(LogStream stream) => _batches.Stored.Trimmed(stream);

    /// <summary>Completes when the commit is on disk, or will never be.</summary>
    public async Task<CommitResult> SubmitAsync(PendingCommit pending, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            Enqueue(pending);
            await using var registration = cancellationToken.UnsafeRegister((state, token) => ((PendingCommit)state!).TakeBack(token), pending).ConfigureAwait(false);
            return await pending.Completion.ConfigureAwait(false);
        }
        finally
        {
            _room.Release();
        }
    }

    /// <summary>Writes what waits, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await _trimTimer.DisposeAsync().ConfigureAwait(false);
        _queue.CompleteAdding();
        await _ended.Task.ConfigureAwait(false);
    }

    /// <summary>For tests: sets how large the file may become.</summary>
    internal void LimitSize(long bytes) => StoreFile.LimitSize(_connection, bytes);

    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    private void Enqueue(PendingCommit? pending)
    {
        try
        {
            _queue.Add(pending);
        }
        catch (InvalidOperationException exception)
        {
            throw new ObjectDisposedException("The store is closed.", exception);
        }
    }

    private void Wake()
    {
        if (_queue.Count > 0)
        {
            return;
        }

        try
        {
            Enqueue(null);
        }
        catch (ObjectDisposedException)
        {
            // A last tick of the timer; there is nothing left to trim.
        }
    }

    private void Run()
    {
        var batch = new List<PendingCommit>(MaxBatch);
        foreach (var first in _queue.GetConsumingEnumerable())
        {
            var bytes = Take(first, batch);
            while (batch.Count < MaxBatch && bytes < MaxBatchBytes && _queue.TryTake(out var next))
            {
                bytes += Take(next, batch);
            }

            var isWritten = Process(batch);
            batch.Clear();
            while (isWritten && _queue.Count == 0 && _batches.IsTrimDue(_time.GetUtcNow()))
            {
                isWritten = Process(batch);
            }

            Remember(isLast: false);
        }

        Close();
    }

    /// <summary>Gives how many bytes it adds.</summary>
    private static long Take(PendingCommit? pending, List<PendingCommit> batch)
    {
        if (pending?.TryTakeUp() != true)
        {
            return 0;
        }

        batch.Add(pending);
        return pending.Bytes;
    }

    /// <summary>False when the store could not be used.</summary>
    private bool Process(List<PendingCommit> batch)
    {
        if (batch.Count == 0 && !_batches.IsTrimDue(_time.GetUtcNow()))
        {
            return true;
        }

        try
        {
            WriteAndPublish(batch);
            return true;
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == raw.SQLITE_FULL && batch.Count > 1)
        {
            // The big one must not take the small ones with it.
            batch.ForEach(pending => Process([pending]));
            return false;
        }
        catch (SqliteException exception)
        {
            LogWriteFailed(_log, _file.Path, batch.Count, exception);
            Fail(batch, _file.Explain(exception));
            return false;
        }
        catch (Exception exception)
        {
            // Whatever it is, the callers get it and the next batch is tried: a writer that ended silently would hang everybody.
            LogWriteFailed(_log, _file.Path, batch.Count, exception);
            Fail(batch, new StorageUnavailableException($"{_file.Path} cannot be written: {exception.Message}", exception));
            return false;
        }
    }

    private void WriteAndPublish(List<PendingCommit> batch)
    {
        var started = _time.GetTimestamp();
        _batches.Write(batch, _time.GetUtcNow());
        Live.Publish([.. _batches.Entries], _batches.Stored.Position);
        _instruments?.OnCommitted(batch.Count, _time.GetElapsedTime(started));
        batch.ForEach(pending => pending.Complete());
    }

    private void Fail(List<PendingCommit> batch, StorageUnavailableException failure)
    {
        _instruments?.OnFailed(batch.Count);
        foreach (var pending in batch)
        {
            pending.Settle(failure);
            pending.Complete();
        }
    }

    /// <summary>At most once a second: it is a file of its own.</summary>
    private void Remember(bool isLast)
    {
        if (isLast || _time.GetElapsedTime(_remembered) >= TimeSpan.FromSeconds(1))
        {
            _file.Witness.Write(_batches.Stored.Position);
            _remembered = _time.GetTimestamp();
        }
    }

    private void Close()
    {
        Remember(isLast: true);
        _tables.Dispose();
        _connection.Dispose();
        _ended.SetResult();
    }

    [LoggerMessage(1, LogLevel.Error, "{File} could not be written; {Commits} commits failed")]
    private static partial void LogWriteFailed(ILogger log, string file, int commits, Exception exception);
}
