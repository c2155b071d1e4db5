using Fleet.Kubernetes.Api.Storage;
using Fleet.Storage.Log;
using Fleet.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Storage.Tests.Conformance;

public abstract partial class StoreConformance
{
    [StoreFact]
    public async Task Changes_tell_what_was_before()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 25, 0, 0, 0, 123, TimeSpan.Zero));
        await using var store = await OpenAsync(time: time);
        var added = await store.CommitAsync(Set(Key("a"), Json(1)), default);
        var modified = await store.CommitAsync(Set(Key("a"), Json(2)), default);

        var entries = await store.ReadLogAsync(LogStream.Changes, 0, 10, default);
        Assert.Equal([StoreEventType.Added, StoreEventType.Modified], entries.Select(entry => entry.Type));
        Assert.All(entries, entry => Assert.Equal((Key("a"), time.GetUtcNow()), (entry.Key, entry.Time)));
        Assert.Null(entries[0].Previous);
        Assert.Equal((added.First, modified.First), (entries[1].Previous!.Version, entries[1].Position));
        Assert.Equal("""{"n":1}""", entries[1].Previous!.Document.ToString());
    }

    [StoreFact]
    public async Task Log_is_read_from_a_position_up_to_a_limit()
    {
        await using var store = await OpenAsync();
        var positions = new List<long>();
        for (var i = 0; i < 10; i++)
        {
            positions.Add((await store.CommitAsync(new FleetCommit { Events = [Json(i)], Audit = [Json(i)] }, default)).First);
        }

        var read = await store.ReadLogAsync(LogStream.Events, positions[2], 4, default);
        Assert.Equal(positions[3..7], read.Select(entry => entry.Position));
        Assert.Empty(await store.ReadLogAsync(LogStream.Events, store.Head, 4, default));
        Assert.Empty(await store.ReadLogAsync(LogStream.Changes, 0, 4, default));
    }

    [StoreFact]
    public async Task A_position_ahead_of_everything_has_expired()
    {
        await using var store = await OpenAsync();
        await store.CommitAsync(Set(Key("a"), Json(1)), default);
        await Assert.ThrowsAsync<LogExpiredException>(async () => await store.ReadLogAsync(LogStream.Changes, store.Head + 1, 1, default));
        await Assert.ThrowsAsync<LogExpiredException>(() => TailToAsync(store, store.Head + 1, long.MaxValue));
    }

    [StoreFact]
    public async Task Tail_starts_with_the_past_and_goes_on_with_what_comes()
    {
        await using var store = await OpenAsync();
        for (var i = 0; i < 20; i++)
        {
            await store.CommitAsync(Set(Key($"w{i}"), Json(i)), default);
        }

        var from = store.Head - 10;
        var tail = TailToAsync(store, from, store.Head + 20);
        for (var i = 0; i < 20; i++)
        {
            await store.CommitAsync(Set(Key($"w{i}"), Json(100 + i)), default);
        }

        var entries = await tail;
        Assert.Equal(Enumerable.Range(1, 30).Select(i => from + i), entries.Select(entry => entry.Position));
    }

    [StoreFact]
    public async Task Tail_under_concurrent_writers_has_every_entry_once_in_order()
    {
        await using var store = await OpenAsync();
        const int Writers = 16;
        const int Commits = 60;
        using var limit = new CancellationTokenSource(Deadline);
        var tails = Enumerable.Range(0, 4).Select(_ => CountedTailAsync(store, Writers * Commits * 2, limit.Token)).ToArray();
        var written = await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            var positions = new List<long>();
            for (var i = 0; i < Commits; i++)
            {
                var result = await store.CommitAsync(Set(Key($"w{writer}"), Json(i)) with { Events = [Json(i)] }, default);
                positions.AddRange([result.First, result.First + 1]);
            }

            return positions;
        }));
        var late = CountedTailAsync(store, Writers * Commits * 2, limit.Token);

        var expected = written.SelectMany(each => each).Order().ToArray();
        foreach (var tail in tails.Append(late))
        {
            Assert.Equal(expected, (await tail).Select(entry => entry.Position));
        }
    }

    [StoreFact]
    public async Task A_slow_reader_of_more_than_the_ring_holds_misses_nothing()
    {
        await using var store = await OpenAsync();
        const int Commits = 20;
        const int Events = 1000;
        using var limit = new CancellationTokenSource(Deadline);
        await store.CommitAsync(new FleetCommit { Events = [Json(0)] }, default);
        await using var tail = store.TailAsync(0, limit.Token).GetAsyncEnumerator();
        Assert.True(await tail.MoveNextAsync());
        var position = tail.Current[^1].Position;

        for (var i = 0; i < Commits; i++)
        {
            await store.CommitAsync(new FleetCommit { Events = [.. Enumerable.Range(0, Events).Select(n => Json(n))] }, default);
        }

        while (position < store.Head)
        {
            Assert.True(await tail.MoveNextAsync());
            Assert.Equal(Enumerable.Range(1, tail.Current.Count).Select(n => position + n), tail.Current.Select(entry => entry.Position));
            position = tail.Current[^1].Position;
        }
    }

    [StoreFact]
    public async Task Tail_from_the_store_and_live_tail_say_the_same()
    {
        await using var store = await OpenAsync();
        var live = TailToAsync(store, 0, 7);
        await store.CommitAsync(Set(Key("a"), Json(1)), default);
        await store.CommitAsync(Set(Key("a"), Json(2)) with { Events = [Json(3)], Audit = [Json(4)] }, default);
        await store.CommitAsync(Set(Key("s"), Json(2), logged: false), default);
        await store.CommitAsync(Set(Key("a"), null), default);
        await store.CommitAsync(Set(Key("b"), Json(1)), default);

        var stored = new List<LogEntry>();
        foreach (var stream in Enum.GetValues<LogStream>())
        {
            stored.AddRange(await store.ReadLogAsync(stream, 0, 100, default));
        }

        Assert.Equal(stored.OrderBy(entry => entry.Position).Select(Spell), (await live).Select(Spell));
    }

    [StoreFact]
    public async Task Tail_ends_when_it_is_cancelled()
    {
        await using var store = await OpenAsync();
        using var cancellation = new CancellationTokenSource();
        await using var tail = store.TailAsync(0, cancellation.Token).GetAsyncEnumerator();
        await store.CommitAsync(Set(Key("a"), Json(1)), default);
        Assert.True(await tail.MoveNextAsync());
        var next = tail.MoveNextAsync().AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.WaitAsync(Deadline));
    }

    [StoreFact]
    public async Task What_is_too_many_is_trimmed_and_older_positions_expire()
    {
        await using var store = await OpenAsync(new RetentionOptions { MaxChanges = 100 });
        var first = await store.CommitAsync(Set(Key("a"), Json(0)) with { Events = [Json(0)] }, default);
        for (var i = 0; i < 40; i++)
        {
            await store.CommitAsync(new FleetCommit { Mutations = [.. Enumerable.Range(0, 25).Select(n => new Mutation(Key($"w{n}"), Json(i)))] }, default);
        }

        await Eventually.TrueAsync(async () => await store.OldestPositionAsync(LogStream.Changes, default) > first.First, "changes are trimmed");
        var oldest = await store.OldestPositionAsync(LogStream.Changes, default);
        var expired = await Assert.ThrowsAsync<LogExpiredException>(async () => await store.ReadLogAsync(LogStream.Changes, first.First, 10, default));
        Assert.True(expired.Oldest >= oldest);
        await Assert.ThrowsAsync<LogExpiredException>(() => TailToAsync(store, first.First, long.MaxValue));
        Assert.Single(await store.ReadLogAsync(LogStream.Events, 0, 10, default));

        oldest = await store.OldestPositionAsync(LogStream.Changes, default);
        var kept = await TailToAsync(store, oldest, store.Head);
        Assert.InRange(kept.Count, 100, 400);
        Assert.Equal(store.Head, kept[^1].Position);
    }

    [StoreFact]
    public async Task What_is_too_old_is_trimmed_though_nobody_writes()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 25, 0, 0, 0, TimeSpan.Zero));
        var retention = new RetentionOptions { MaxChangeAge = TimeSpan.FromMinutes(10), MaxEventAge = TimeSpan.FromDays(1), MaxAuditAge = TimeSpan.FromDays(2) };
        await using var store = await OpenAsync(retention, time);
        await store.CommitAsync(Set(Key("a"), Json(1)) with { Events = [Json(1)], Audit = [Json(1)] }, default);
        time.Advance(TimeSpan.FromMinutes(8));
        var kept = await store.CommitAsync(Set(Key("b"), Json(1)), default);
        time.Advance(TimeSpan.FromMinutes(5));

        await Eventually.TrueAsync(async () => await store.OldestPositionAsync(LogStream.Changes, default) > 0, "old changes are trimmed");
        var oldest = await store.OldestPositionAsync(LogStream.Changes, default);
        Assert.Equal([kept.First], (await store.ReadLogAsync(LogStream.Changes, oldest, 10, default)).Select(entry => entry.Position));
        Assert.Equal(0, await store.OldestPositionAsync(LogStream.Events, default));
        Assert.NotNull(await store.GetAsync(Key("a"), default));

        time.Advance(TimeSpan.FromDays(3));
        await Eventually.TrueAsync(async () => await store.OldestPositionAsync(LogStream.Audit, default) > 0, "old audit entries are trimmed");
        await Eventually.TrueAsync(async () => await store.OldestPositionAsync(LogStream.Events, default) > 0, "old events are trimmed");
    }

    [StoreFact]
    public async Task Audit_is_kept_for_ever_by_default()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 25, 0, 0, 0, TimeSpan.Zero));
        await using var store = await OpenAsync(time: time);
        await store.CommitAsync(Set(Key("a"), Json(1)) with { Events = [Json(1)], Audit = [Json(1)] }, default);
        time.Advance(TimeSpan.FromDays(20));
        await Eventually.TrueAsync(async () => await store.OldestPositionAsync(LogStream.Events, default) > 0, "old events are trimmed");
        Assert.Single(await store.ReadLogAsync(LogStream.Audit, 0, 10, default));
    }

    [StoreFact]
    public async Task Opened_again_everything_is_there_and_positions_rise_on()
    {
        if (!IsDurable)
        {
            return;
        }

        long last;
        List<string> before;
        await using (var store = await OpenAsync())
        {
            await store.AcquireAsync("prod", "silo", default);
            await store.CommitAsync(Set(Key("a"), Json(1)), default);
            await store.CommitAsync(Set(Key("a"), Json(2)) with { Events = [Json(3)] }, default);
            last = (await store.CommitAsync(Set(Key("s"), Json(9), logged: false), default)).First;
            before = [.. (await TailToAsync(store, 0, last - 1)).Select(Spell)];
        }

        await using var again = await OpenAsync();
        Assert.Equal(last, again.Head);
        Assert.Equal(before, (await TailToAsync(again, 0, last - 1)).Select(Spell));
        Assert.Equal(2, (await ReadAllAsync(again, "prod")).Count);
        Assert.Equal(2, await again.AcquireAsync("prod", "silo", default));
        Assert.True((await again.CommitAsync(Set(Key("a"), Json(5)), default)).First > last);
    }

    [StoreFact]
    public async Task Opened_again_after_all_was_deleted_and_trimmed_no_position_repeats()
    {
        if (!IsDurable)
        {
            return;
        }

        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 25, 0, 0, 0, TimeSpan.Zero));
        long last;
        await using (var store = await OpenAsync(time: time))
        {
            await store.CommitAsync(Set(Key("a"), Json(1)), default);
            last = (await store.CommitAsync(Set(Key("a"), null), default)).First;
            time.Advance(TimeSpan.FromDays(30));
            await Eventually.TrueAsync(async () => await store.OldestPositionAsync(LogStream.Changes, default) == last, "everything is trimmed");
        }

        await using var again = await OpenAsync(time: time);
        Assert.Equal(last, again.Head);
        Assert.Equal(last, await again.OldestPositionAsync(LogStream.Changes, default));
        Assert.True((await again.CommitAsync(Set(Key("a"), Json(1)), default)).First > last);
    }

    private static async Task<List<LogEntry>> CountedTailAsync(IFleetStore store, int count, CancellationToken cancellationToken)
    {
        var entries = new List<LogEntry>();
        await foreach (var batch in store.TailAsync(0, cancellationToken))
        {
            entries.AddRange(batch);
            if (entries.Count >= count)
            {
                break;
            }
        }

        return entries;
    }
}
