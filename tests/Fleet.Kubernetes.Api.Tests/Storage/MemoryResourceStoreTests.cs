using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Kubernetes.Api.Tests.Storage;

public sealed class MemoryResourceStoreTests
{
    private static readonly GroupResource Things = new("example.com", "things");
    private static readonly GroupResource Others = new("example.com", "others");

    [Fact]
    public async Task Write_puts_the_version_into_the_document()
    {
        var store = CreateStore();

        var created = await CreateAsync(store, "a");
        var updated = await store.UpdateAsync(Key("a"), created.ResourceVersion, created.Document, default);

        Assert.Equal("2", created.Document["metadata"u8]["resourceVersion"u8].AsString());
        Assert.Equal((3L, "3"), (updated.ResourceVersion, updated.Document["metadata"u8]["resourceVersion"u8].AsString()));
    }

    [Fact]
    public async Task Write_at_another_version_loses_and_tells_what_is_there()
    {
        var store = CreateStore();
        var created = await CreateAsync(store, "a");

        await Assert.ThrowsAsync<StoreConflictException>(async () => await CreateAsync(store, "a"));
        var lost = await Assert.ThrowsAsync<StoreConflictException>(async () => await store.DeleteAsync(Key("a"), created.ResourceVersion + 1, default));

        Assert.Same(created, lost.Current);
    }

    [Fact]
    public async Task List_orders_keys_as_etcd_does()
    {
        var store = CreateStore();
        foreach (var (place, name) in new[] { ("b", "x"), ("a", "y"), ("a-b", "z"), ("a", "x.y"), ("a", "x") })
        {
            await store.CreateAsync(new ObjectKey(Things, place, name), Document.Parse("""{"metadata":{}}"""), default);
        }

        var page = await store.ListAsync(new StoreListQuery(Things), default);

        Assert.Equal(["a-b/z", "a/x", "a/x.y", "a/y", "b/x"], page.Objects.Select(stored => $"{stored.Key.Namespace}/{stored.Key.Name}"));
        Assert.Equal(3, (await store.ListAsync(new StoreListQuery(Things, "a"), default)).Objects.Count);
    }

    [Fact]
    public async Task Later_page_shows_the_state_of_the_first()
    {
        var store = CreateStore();
        foreach (var name in new[] { "a", "b", "c", "d" })
        {
            await CreateAsync(store, name);
        }

        var first = await store.ListAsync(new StoreListQuery(Things) { Limit = 2 }, default);
        await store.DeleteAsync(Key("c"), 4, default);
        await CreateAsync(store, "bb");
        var second = await store.ListAsync(new StoreListQuery(Things) { AtVersion = first.Version, After = ("ns", "b") }, default);

        Assert.Equal((true, 2L), (first.HasMore, first.Remaining));
        Assert.Equal(["c", "d"], second.Objects.Select(stored => stored.Key.Name));
    }

    [Fact]
    public async Task Watch_sleeps_through_what_does_not_concern_it()
    {
        var store = CreateStore(count: 4);
        using var watch = store.Watch(Things, "ns", store.CurrentVersion);
        Assert.False(watch.TryRead(out _));
        var waiting = watch.WaitAsync(CancellationToken.None).AsTask();
        for (var i = 0; i < 10; i++)
        {
            await store.CreateAsync(new ObjectKey(Others, "ns", $"o{i}"), Document.Parse("""{"metadata":{}}"""), default);
        }

        Assert.False(waiting.IsCompleted);
        await CreateAsync(store, "a");

        await waiting.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(watch.TryRead(out var change));
        Assert.Equal("a", change.Object.Key.Name);
    }

    [Fact]
    public async Task Watch_that_falls_behind_is_expired()
    {
        var store = CreateStore(count: 4);
        using var watch = store.Watch(Things, null, store.CurrentVersion);
        for (var i = 0; i < 6; i++)
        {
            await CreateAsync(store, $"a{i}");
        }

        Assert.Throws<StoreExpiredException>(() => watch.TryRead(out _));
        Assert.Throws<StoreExpiredException>(() => store.Watch(Things, null, 1));
        await Assert.ThrowsAsync<StoreExpiredException>(async () => await store.ListAsync(new StoreListQuery(Things) { AtVersion = 1 }, default));
    }

    [Fact]
    public async Task Trim_drops_history_older_than_the_age()
    {
        var time = new FakeTimeProvider();
        var store = new MemoryResourceStore(time, new MemoryStoreOptions { HistoryAge = TimeSpan.FromSeconds(10), StartVersion = 1 });
        await CreateAsync(store, "a");
        time.Advance(TimeSpan.FromSeconds(11));
        await CreateAsync(store, "b");

        store.Trim();

        Assert.Equal(2, store.OldestVersion);
    }

    /// <summary>Whatever is written: a client that listed at a version and follows the watch from there ends up with what is in the store.</summary>
    [Property(MaxTest = 60)]
    public Property List_and_watch_give_the_state_of_the_store() => Prop.ForAll(
        Gen.Choose(0, 11).ListOf().ToArbitrary(),
        Gen.Choose(0, 30).ToArbitrary(),
        (operations, listAfter) =>
        {
            var store = CreateStore();
            Dictionary<string, long>? client = null;
            IStoreWatch? watch = null;
            for (var i = 0; i < operations.Count; i++)
            {
                if (i == listAfter % operations.Count)
                {
                    var page = Wait(store.ListAsync(new StoreListQuery(Things), default));
                    client = page.Objects.ToDictionary(stored => stored.Key.Name, stored => stored.ResourceVersion);
                    watch = store.Watch(Things, null, page.Version);
                }

                Write(store, operations[i]);
            }

            while (watch?.TryRead(out var change) == true)
            {
                _ = change.Type == StoreEventType.Deleted ? client!.Remove(change.Object.Key.Name) : (client![change.Object.Key.Name] = change.Version) > 0;
            }

            var truth = Wait(store.ListAsync(new StoreListQuery(Things), default)).Objects.ToDictionary(stored => stored.Key.Name, stored => stored.ResourceVersion);
            return client is null || (client.Count == truth.Count && client.All(pair => truth[pair.Key] == pair.Value));
        });

    private static void Write(MemoryResourceStore store, int operation)
    {
        var key = Key($"n{operation / 3}");
        var current = Wait(store.GetAsync(key, default));
        _ = (current, operation % 3) switch
        {
            (null, _) => Wait(store.CreateAsync(key, Document.Parse("""{"metadata":{}}"""), default)),
            (_, 0) => Wait(store.DeleteAsync(key, current.ResourceVersion, default)),
            _ => Wait(store.UpdateAsync(key, current.ResourceVersion, current.Document, default)),
        };
    }

    /// <summary>The store answers at once.</summary>
    private static T Wait<T>(ValueTask<T> task) => task.IsCompletedSuccessfully ? task.GetAwaiter().GetResult() : throw new InvalidOperationException("The store waited.");

    private static MemoryResourceStore CreateStore(int count = 1000) => new(new FakeTimeProvider(), new MemoryStoreOptions { HistoryCount = count, StartVersion = 1 });

    private static ObjectKey Key(string name) => new(Things, "ns", name);

    private static ValueTask<StoredObject> CreateAsync(MemoryResourceStore store, string name) =>
        store.CreateAsync(Key(name), Document.Parse($$"""{"metadata":{"name":"{{name}}"} }"""), default);
}
