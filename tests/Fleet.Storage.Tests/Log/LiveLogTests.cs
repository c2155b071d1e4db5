using Fleet.Kubernetes.Documents;
using Fleet.Storage.Log;

namespace Fleet.Storage.Tests.Log;

public sealed class LiveLogTests
{
    private static readonly Document Small = Document.Parse("{}");

    [Fact]
    public void Readers_get_the_very_documents_that_were_committed()
    {
        var live = new LiveLog(0);
        Publish(live, 1, 1);
        Assert.True(live.TryRead(0, 10, out var slice, out _));
        Assert.Same(Small, Assert.Single(slice.Entries).Document);
    }

    [Fact]
    public void A_reader_behind_the_ring_is_told_so()
    {
        var live = new LiveLog(0, maxEntries: 100);
        Publish(live, 1, 150);
        Assert.False(live.TryRead(49, 10, out _, out _));
        Assert.True(live.TryRead(50, 1000, out var slice, out _));
        Assert.Equal(Enumerable.Range(51, 100).Select(i => (long)i), slice.Entries.Select(entry => entry.Position));
    }

    [Fact]
    public void The_ring_holds_no_more_bytes_than_it_may()
    {
        var live = new LiveLog(0, maxBytes: 10 * Small.RetainedBytes);
        Publish(live, 1, 50);
        Assert.False(live.TryRead(39, 10, out _, out _));
        Assert.True(live.TryRead(40, 100, out var slice, out _));
        Assert.Equal(10, slice.Entries.Count);
    }

    [Fact]
    public void A_limited_read_ends_at_its_last_entry_and_a_whole_one_at_the_head()
    {
        var live = new LiveLog(0);
        live.Publish([.. Enumerable.Range(1, 5).Select(i => Entry(i))], newHead: 9);
        Assert.True(live.TryRead(0, 3, out var some, out _));
        Assert.Equal(3, some.Position);
        Assert.True(live.TryRead(3, 3, out var rest, out _));
        Assert.Equal(9, rest.Position);
    }

    [Fact]
    public void Waiting_readers_are_woken_by_what_comes()
    {
        var live = new LiveLog(0);
        Assert.True(live.TryRead(0, 10, out var none, out var changed));
        Assert.Empty(none.Entries);
        Assert.False(changed.IsCompleted);
        Publish(live, 1, 1);
        Assert.True(changed.IsCompleted);
    }

    [Fact]
    public void After_a_restart_older_readers_ask_the_store()
    {
        var live = new LiveLog(0);
        Publish(live, 1, 5);
        live.Restart(20);
        Assert.False(live.TryRead(5, 10, out _, out _));
        Publish(live, 21, 1);
        Assert.True(live.TryRead(20, 10, out var slice, out _));
        Assert.Equal(21, Assert.Single(slice.Entries).Position);
    }

    private static void Publish(LiveLog live, int first, int count) =>
        live.Publish([.. Enumerable.Range(first, count).Select(i => Entry(i))], first + count - 1);

    private static LogEntry Entry(long position) => new(LogStream.Events, position, DateTimeOffset.UnixEpoch, Small);
}
