using System.Runtime.CompilerServices;
using Fleet.Kubernetes.Resources;
using Fleet.Storage.Log;
using Microsoft.Extensions.Logging;

namespace Fleet.Storage.Redis;

/// <summary>
/// The store that several silos share. A commit is one script inside Redis, so it is atomic; each process follows the log once, for all its
/// readers. A commit whose answer was lost is sent again and answers as the first time: it is never written twice.
/// </summary>
/// <remarks>It is as durable as Redis is: <c>appendonly yes</c> for a killed Redis, <c>appendfsync always</c> for lost power too.</remarks>
public sealed class RedisFleetStore : IFleetStore
{
    /// <summary>Below half of <see cref="CommitCall.Slots"/>, so that an outcome outlives the commits that were under way with it.</summary>
    private const int MaxUnderWay = CommitCall.Slots / 4;

    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(100);

    private readonly RedisConnection _connection;
    private readonly RedisKeys _keys;
    private readonly RedisLog _stored;
    private readonly LogFollower _follower;
    private readonly RedisTrimmer _trimmer;
    private readonly RedisStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly StorageInstruments? _instruments;
    private readonly string _session = Guid.NewGuid().ToString("N");
    private readonly SemaphoreSlim _room = new(MaxUnderWay);
    private long _sequence;

    private RedisFleetStore(
        RedisConnection connection, RedisKeys keys, RedisLog stored, LogFollower follower, RedisStoreOptions options, TimeProvider time, ILogger log,
        StorageInstruments? instruments)
    {
        (_connection, _keys, _stored, _follower, _options, _time, _instruments) = (connection, keys, stored, follower, options, time, instruments);
        _trimmer = new RedisTrimmer(connection, keys, options.Retention, time, log);
    }

    public long Head => _follower.Head;

    /// <summary>Connects and finds the newest position.</summary>
    /// <exception cref="StorageUnavailableException">Redis could not be reached within <see cref="RedisStoreOptions.ConnectWithin"/>.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static async Task<RedisFleetStore> ConnectAsync(
        RedisStoreOptions options, TimeProvider time, ILogger<RedisFleetStore> log, CancellationToken cancellationToken, StorageInstruments? instruments = null)
    {
        options.Validate();
        var connection = await RedisConnection.OpenAsync(options, time, log, cancellationToken).ConfigureAwait(false);
        try
        {
            var keys = new RedisKeys(options.KeyPrefix);
            var stored = new RedisLog(connection, keys);
            var follower = new LogFollower(stored, await stored.ReadHeadAsync(0).ConfigureAwait(false), time, log);
            connection.Multiplexer.ConnectionRestored += (_, _) => follower.Wake();
            await connection.RunAsync(async _ =>
            {
                var subscription = await connection.Multiplexer.GetSubscriber().SubscribeAsync(keys.Channel).ConfigureAwait(false);
                subscription.OnMessage(_ => follower.Wake());
                return true;
            }).ConfigureAwait(false);
            follower.Wake();
            return new RedisFleetStore(connection, keys, stored, follower, options, time, log, instruments);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask<CommitResult> CommitAsync(FleetCommit commit, CancellationToken cancellationToken)
    {
        CommitCheck.ThrowIfMalformed(commit);
        using var activity = StorageInstruments.StartCommit(commit);
        await _room.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var started = _time.GetTimestamp();
            var call = new CommitCall(commit, _keys, _session, Interlocked.Increment(ref _sequence), _time.GetUtcNow());
            var result = await RunAsync(call, started).ConfigureAwait(false);
            _instruments?.OnCommitted(1, _time.GetElapsedTime(started));
            _follower.OnCommitted(result.First + CommitCheck.Entries(commit) - 1);
            return result;
        }
        catch (StorageUnavailableException)
        {
            _instruments?.OnFailed(1);
            throw;
        }
        finally
        {
            _room.Release();
        }
    }

    public async ValueTask<long> AcquireAsync(string partition, string owner, CancellationToken cancellationToken)
    {
        var current = await GetAsync(RecordKey.Ownership(partition), cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var epoch = (current is null ? 0 : OwnershipRecord.Read(current.Document).Epoch) + 1;
            var commit = OwnershipRecord.Acquire(partition, owner, epoch);
            try
            {
                await CommitAsync(commit with { Mutations = [commit.Mutations[0] with { ExpectedVersion = current?.Version ?? 0 }] }, cancellationToken).ConfigureAwait(false);
                return epoch;
            }
            catch (CommitConflictException conflict)
            {
                current = conflict.Current;
            }
        }
    }

    public async ValueTask<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellationToken)
    {
        var value = await _connection.RunAsync(database => database.HashGetAsync(_keys.Records(key.Partition), RedisKeys.Field(key)))
            .WaitAsync(cancellationToken).ConfigureAwait(false);
        return value.IsNull ? null : RedisRecord.Parse(key, value);
    }

    /// <inheritdoc/>
    /// <remarks>One <c>HGETALL</c>: the only way to one state of a hash. A partition is a cluster's rows or what people declared; it fits.</remarks>
    public async IAsyncEnumerable<StoredRecord> ReadAsync(string partition, GroupResource? resource, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var fields = await _connection.RunAsync(database => database.HashGetAllAsync(_keys.Records(partition))).WaitAsync(cancellationToken).ConfigureAwait(false);
        var keyed = fields.Select(field => (Key: RedisKeys.Parse(partition, (string)field.Name!), field.Value))
            .Where(record => resource is null || record.Key.Object.Resource == resource)
            .OrderBy(record => record.Key.Object, RecordOrder.Instance);
        foreach (var (key, value) in keyed)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return RedisRecord.Parse(key, value);
        }
    }

    public async ValueTask<IReadOnlyList<LogEntry>> ReadLogAsync(LogStream stream, long after, int limit, CancellationToken cancellationToken) =>
        (await ReadStoredAsync(stream, after, limit, cancellationToken).ConfigureAwait(false)).Entries;

    public async ValueTask<long> OldestPositionAsync(LogStream stream, CancellationToken cancellationToken) =>
        await _stored.ReadTrimmedAsync(stream).WaitAsync(cancellationToken).ConfigureAwait(false);

    public IAsyncEnumerable<IReadOnlyList<LogEntry>> TailAsync(long after, CancellationToken cancellationToken) =>
        LogTail.FollowAsync(_follower.Live, async (position, limit, token) => await ReadStoredAsync(null, position, limit, token).ConfigureAwait(false), after, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _trimmer.DisposeAsync().ConfigureAwait(false);
        await _follower.DisposeAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The position may come from another process that knows more: then Redis is asked how far the log goes.</summary>
    private async Task<LogSlice> ReadStoredAsync(LogStream? stream, long after, int limit, CancellationToken cancellationToken)
    {
        var head = after <= Head ? Head : await _stored.ReadHeadAsync(Head).WaitAsync(cancellationToken).ConfigureAwait(false);
        return await _stored.ReadAsync(stream, after, head, limit).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a commit until its outcome is known, or for too long.</summary>
    private async Task<CommitResult> RunAsync(CommitCall call, long started)
    {
        while (true)
        {
            try
            {
                return await call.RunAsync(_connection.Database, Head).ConfigureAwait(false)
                    ?? throw new StorageUnavailableException("The outcome of a commit is no longer known: too many others came after it. Read what stands there.");
            }
            catch (Exception exception) when (RedisConnection.IsOfRedis(exception))
            {
                if (RedisConnection.IsLasting(exception) || _time.GetElapsedTime(started) >= _options.RetryCommitsFor)
                {
                    throw _connection.Explain(exception);
                }

                await Task.Delay(RetryPause, _time, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }
}
