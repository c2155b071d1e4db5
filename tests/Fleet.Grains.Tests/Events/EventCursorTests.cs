using Fleet.Grains.Events;
using Fleet.Kubernetes.Documents;
using Fleet.Storage.Log;
using Fleet.Storage.Memory;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Grains.Tests.Events;

/// <summary>A subscriber's place, with time that is moved by hand.</summary>
public sealed class EventCursorTests
{
    [Fact]
    public async Task Next_nothing_happens_says_how_far_it_is()
    {
        var time = new FakeTimeProvider();
        await using var store = new MemoryFleetStore(time);
        await AddAsync(store);
        await using var cursor = new EventCursor(store, time, 0);
        Assert.Equal("1", Assert.Single(await cursor.NextAsync(default))["id"u8].AsString());

        var quiet = cursor.NextAsync(default);
        while (!quiet.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal(1, Assert.Single(await quiet)["position"u8].AsInt64());
    }

    [Fact]
    public async Task Next_position_is_below_zero_gives_only_what_comes()
    {
        await using var store = new MemoryFleetStore(TimeProvider.System);
        await AddAsync(store);
        await using var cursor = new EventCursor(store, TimeProvider.System, -1);
        var next = cursor.NextAsync(default);

        await AddAsync(store);

        Assert.Equal("2", Assert.Single(await next)["id"u8].AsString());
    }

    [Fact]
    public async Task Next_changes_are_trimmed_sooner_than_events_still_gives_every_event()
    {
        await using var store = new MemoryFleetStore(TimeProvider.System, new RetentionOptions { MaxChanges = 2 });
        await AddAsync(store);
        await using var cursor = new EventCursor(store, TimeProvider.System, 0);
        await cursor.NextAsync(default);
        var next = cursor.NextAsync(default);
        for (var i = 0; i < 50; i++)
        {
            await store.CommitAsync(new FleetCommit { Mutations = [new Mutation(new RecordKey("p", new(new("g", "r"), "", $"n{i}")), Document.EmptyObject)], Events = [Event()] }, default);
        }

        var seen = new List<Document>(await next);
        while (seen.Count < 50)
        {
            seen.AddRange(await cursor.NextAsync(default).WaitAsync(TimeSpan.FromSeconds(30)));
        }

        Assert.Equal((await store.ReadLogAsync(LogStream.Events, 1, 100, default)).Select(entry => $"{entry.Position}"), seen.Select(item => item["id"u8].AsString()));
    }

    private static async Task AddAsync(IFleetStore store) => await store.CommitAsync(new FleetCommit { Events = [Event()] }, default);

    private static Document Event() => Document.Parse("""{"type":"t"}""");
}
