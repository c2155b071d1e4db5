using Fleet.Storage.Load;
using Fleet.Storage.Log;
using Fleet.Storage.Redis;
using Fleet.Storage.Tests.Conformance;
using Fleet.Testing;
using Fleet.Testing.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fleet.Storage.Tests.Redis;

/// <summary>What happens when Redis is away, comes back, refuses or has forgotten.</summary>
[NeedsRedis]
[Trait("Category", "Chaos")]
public sealed class RedisOutageTests
{
    private const int Writers = 8;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [StoreFact]
    public async Task Commits_go_on_over_a_killed_redis_and_none_is_lost_or_written_twice()
    {
        await using var server = await RedisServer.StartAsync();
        await using var store = await ConnectAsync(server, retry: Deadline);
        var acknowledged = new StringWriter();
        var writers = Enumerable.Range(0, Writers).Select(writer => new CountingWriter(store, writer).RunAsync(acknowledged)).ToArray();
        for (var round = 0; round < TestLength.Of(usual: 2, inLongRuns: 30); round++)
        {
            await GrowsAsync(store, by: 300);
            await server.KillAsync();
            await server.StartAgainAsync();
        }

        await GrowsAsync(store, by: 300);
        Assert.All(writers, writer => Assert.False(writer.IsCompleted, writer.Exception?.ToString()));
        var lines = SnapshotOf(acknowledged);
        var counts = await EventCountsAsync(store);
        foreach (var line in lines)
        {
            var (writer, count) = (int.Parse(line[0]), long.Parse(line[1]));
            Assert.True(counts[writer].LastOrDefault() >= count, $"{count} of writer {writer} was acknowledged");
        }

        Assert.All(counts, each => Assert.Equal(Enumerable.Range(1, each.Count()).Select(n => (long)n), each));
    }

    [StoreFact]
    public async Task A_tail_goes_on_over_a_killed_redis_without_a_gap()
    {
        await using var server = await RedisServer.StartAsync();
        await using var store = await ConnectAsync(server, retry: Deadline);
        using var limit = new CancellationTokenSource(Deadline);
        await using var tail = store.TailAsync(0, limit.Token).GetAsyncEnumerator();
        var first = await store.CommitAsync(Event(1), default);
        Assert.True(await tail.MoveNextAsync());
        await server.KillAsync();
        await server.StartAgainAsync();
        var second = await store.CommitAsync(Event(2), default);
        Assert.True(await tail.MoveNextAsync());
        Assert.Equal(first.First + 1, second.First);
        Assert.Equal([second.First], tail.Current.Select(entry => entry.Position));
    }

    [StoreFact]
    public async Task Another_process_hears_of_commits_within_a_moment()
    {
        await using var server = await RedisServer.StartAsync();
        await using var one = await ConnectAsync(server);
        await using var other = await ConnectAsync(server);
        using var limit = new CancellationTokenSource(Deadline);
        await using var tail = other.TailAsync(0, limit.Token).GetAsyncEnumerator();
        var next = tail.MoveNextAsync();
        var committed = await one.CommitAsync(Event(1), default);
        Assert.True(await next);
        Assert.Equal([committed.First], tail.Current.Select(entry => entry.Position));
        Assert.True(other.Head >= committed.First);

        // A position another process handed out is known, whether this one has heard of it or not.
        var later = await one.CommitAsync(Event(2), default);
        Assert.Empty(await other.ReadLogAsync(LogStream.Events, later.First, 10, default));
    }

    [StoreFact]
    public async Task The_same_call_sent_twice_is_written_once()
    {
        await using var server = await RedisServer.StartAsync();
        await using var connection = await RedisConnection.OpenAsync(OptionsOf(server), TimeProvider.System, NullLogger.Instance, default);
        var call = new CommitCall(Event(1), new RedisKeys("fleet"), "session", 1, TimeProvider.System.GetUtcNow());
        var first = await call.RunAsync(connection.Database, 0);
        var again = await call.RunAsync(connection.Database, 0);
        Assert.Equal(first!.First, again!.First);

        await using var store = await ConnectAsync(server);
        Assert.Equal(first.First, store.Head);
        Assert.Single(await store.ReadLogAsync(LogStream.Events, 0, 10, default));
    }

    [StoreFact]
    public async Task A_call_whose_outcome_was_overwritten_is_not_run_again()
    {
        await using var server = await RedisServer.StartAsync();
        await using var connection = await RedisConnection.OpenAsync(OptionsOf(server), TimeProvider.System, NullLogger.Instance, default);
        var keys = new RedisKeys("fleet");
        var old = new CommitCall(Event(1), keys, "session", 1, TimeProvider.System.GetUtcNow());
        await old.RunAsync(connection.Database, 0);
        await new CommitCall(Event(2), keys, "session", 1 + CommitCall.Slots, TimeProvider.System.GetUtcNow()).RunAsync(connection.Database, 0);
        Assert.Null(await old.RunAsync(connection.Database, 0));
    }

    [StoreFact]
    public async Task Redis_away_is_told_with_its_host_and_works_again_when_it_is_back()
    {
        await using var server = await RedisServer.StartAsync();
        await using var store = await ConnectAsync(server, retry: TimeSpan.FromMilliseconds(500));
        var before = await store.CommitAsync(Event(1), default);
        await server.KillAsync();
        var error = await Assert.ThrowsAsync<StorageUnavailableException>(async () => await store.CommitAsync(Event(2), default));
        Assert.Contains(server.Address, error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await store.GetAsync(CountingWriter.KeyOf(0, "a"), default));

        await server.StartAgainAsync();
        using var limit = new CancellationTokenSource(Deadline);
        while (true)
        {
            try
            {
                Assert.True((await store.CommitAsync(Event(3), limit.Token)).First > before.First);
                return;
            }
            catch (StorageUnavailableException) when (!limit.IsCancellationRequested)
            {
                await Task.Delay(50, CancellationToken.None);
            }
        }
    }

    [StoreFact]
    public async Task No_redis_at_the_start_is_told_with_its_host_and_without_its_password()
    {
        var options = new RedisStoreOptions { Configuration = "127.0.0.1:1,password=s3cret", ConnectWithin = TimeSpan.FromMilliseconds(200) };
        var error = await Assert.ThrowsAsync<StorageUnavailableException>(() =>
            RedisFleetStore.ConnectAsync(options, TimeProvider.System, NullLogger<RedisFleetStore>.Instance, default));
        Assert.Contains("127.0.0.1:1 ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.Message, StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task Redis_out_of_memory_refuses_writes_and_can_be_read()
    {
        await using var server = await RedisServer.StartAsync();
        await using var store = await ConnectAsync(server);
        await store.CommitAsync(Event(1), default);
        var options = new RedisStoreOptions { Configuration = server.Address + ",allowAdmin=true" };
        await using var connection = await RedisConnection.OpenAsync(options, TimeProvider.System, NullLogger.Instance, default);
        await connection.Database.ExecuteAsync("CONFIG", "SET", "maxmemory", "1");
        var error = await Assert.ThrowsAsync<StorageUnavailableException>(async () => await store.CommitAsync(Event(2), default));
        Assert.Contains("OOM", error.Message, StringComparison.Ordinal);
        Assert.Single(await store.ReadLogAsync(LogStream.Events, 0, 10, default));

        await connection.Database.ExecuteAsync("CONFIG", "SET", "maxmemory", "0");
        Assert.Equal(2, (await store.CommitAsync(Event(2), default)).First);
    }

    [StoreFact]
    public async Task A_redis_that_forgot_does_not_hand_out_positions_again_and_watchers_start_anew()
    {
        await using var server = await RedisServer.StartAsync("--appendonly", "no");
        await using var store = await ConnectAsync(server, retry: Deadline);
        for (var i = 0; i < 10; i++)
        {
            await store.CommitAsync(Event(i), default);
        }

        await server.KillAsync();
        await server.StartAgainAsync("--appendonly", "no");
        var after = await store.CommitAsync(Event(11), default);
        Assert.True(after.First > 10);
        await Assert.ThrowsAsync<LogExpiredException>(async () => await store.ReadLogAsync(LogStream.Events, 10, 10, default));
        using var limit = new CancellationTokenSource(Deadline);
        await Assert.ThrowsAsync<LogExpiredException>(async () => await store.TailAsync(10, limit.Token).GetAsyncEnumerator().MoveNextAsync());
    }

    [Theory]
    [InlineData("", "fleet", "names no host")]
    [InlineData("localhost,nonsense=1", "fleet", "cannot be read")]
    [InlineData("localhost", "a{b}", "KeyPrefix is 'a{b}'")]
    public void Options_out_of_range_are_named(string configuration, string prefix, string expected)
    {
        var options = new RedisStoreOptions { Configuration = configuration, KeyPrefix = prefix };
        Assert.Contains(expected, Assert.Throws<ArgumentException>(options.Validate).Message, StringComparison.Ordinal);
    }

    private static RedisStoreOptions OptionsOf(RedisServer server, TimeSpan? retry = null) =>
        new() { Configuration = server.Address, RetryCommitsFor = retry ?? TimeSpan.FromSeconds(5), CommandTimeout = TimeSpan.FromSeconds(1) };

    private static Task<RedisFleetStore> ConnectAsync(RedisServer server, TimeSpan? retry = null) =>
        RedisFleetStore.ConnectAsync(OptionsOf(server, retry), TimeProvider.System, NullLogger<RedisFleetStore>.Instance, default);

    private static FleetCommit Event(int n) => new() { Events = [Fleet.Kubernetes.Documents.Document.Parse($$"""{"n":{{n}}}""")] };

    private static async Task GrowsAsync(IFleetStore store, int by)
    {
        using var limit = new CancellationTokenSource(Deadline);
        var goal = store.Head + by;
        while (store.Head < goal)
        {
            await Task.Delay(5, limit.Token);
        }
    }

    private static async Task<ILookup<int, long>> EventCountsAsync(IFleetStore store)
    {
        var events = new List<LogEntry>();
        while (await store.ReadLogAsync(LogStream.Events, events.Count == 0 ? 0 : events[^1].Position, 10_000, default) is { Count: > 0 } more)
        {
            events.AddRange(more);
        }

        return events.ToLookup(entry => (int)entry.Document["writer"u8].AsInt64()!, entry => entry.Document["count"u8].AsInt64()!.Value);
    }

    private static string[][] SnapshotOf(StringWriter acknowledged)
    {
        lock (acknowledged)
        {
            return [.. acknowledged.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))];
        }
    }
}
