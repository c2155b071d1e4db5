using Fleet.Storage.Embedded;
using Fleet.Storage.Load;
using Fleet.Storage.Log;
using Fleet.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fleet.Storage.Tests.Embedded;

[Trait("Category", "Chaos")]
public sealed class KilledProcessTests : IDisposable
{
    private const int Writers = 16;

    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-store-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_process_killed_at_any_moment_loses_nothing_acknowledged()
    {
        var random = new Random(4711);
        long head = 0;
        for (var round = 0; round < TestLength.Of(usual: 4, inLongRuns: 100); round++)
        {
            await using var writer = await WriterProcess.StartAsync(_folder, Writers);
            await writer.KillAfterAsync(random.Next(1, 2000));
            await using var store = await EmbeddedFleetStore.OpenAsync(
                new EmbeddedStoreOptions { Folder = _folder }, TimeProvider.System, NullLogger<EmbeddedFleetStore>.Instance, default);
            Assert.True(store.Head > head);
            head = store.Head;
            await CountsHoldAsync(store, writer.Acknowledged);
        }
    }

    /// <summary>Twins are equal, nothing acknowledged is missing, and every step has exactly one event, in order.</summary>
    private static async Task CountsHoldAsync(IFleetStore store, Dictionary<int, long> acknowledged)
    {
        var events = new List<LogEntry>();
        while (await store.ReadLogAsync(LogStream.Events, events.Count == 0 ? 0 : events[^1].Position, 10_000, default) is { Count: > 0 } more)
        {
            events.AddRange(more);
        }

        var counts = events.ToLookup(entry => (int)entry.Document["writer"u8].AsInt64()!, entry => entry.Document["count"u8].AsInt64()!.Value);
        foreach (var (writer, last) in acknowledged)
        {
            var one = (await store.GetAsync(CountingWriter.KeyOf(writer, "a"), default))!.Document["count"u8].AsInt64()!.Value;
            var other = (await store.GetAsync(CountingWriter.KeyOf(writer, "b"), default))!.Document["count"u8].AsInt64()!.Value;
            Assert.Equal(one, other);
            Assert.InRange(one, last, last + 1);
            Assert.Equal(Enumerable.Range(1, (int)one).Select(count => (long)count), counts[writer]);
        }
    }
}
