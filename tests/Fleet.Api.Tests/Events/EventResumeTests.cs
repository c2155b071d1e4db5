using Fleet.Api.Events;
using Fleet.Api.Tests.Identity;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Storage.Log;
using FsCheck.Xunit;

namespace Fleet.Api.Tests.Events;

/// <summary>Subscribers that come and go while events are written are sent every event once, in order.</summary>
public sealed class EventResumeTests
{
    private static readonly GroupResource Notes = new("test.fleetengine.io", "notes");

    [Property(MaxTest = 10)]
    public Task Random_disconnects_lose_and_double_nothing(int seed) => RunAsync(new Random(seed));

    private static async Task RunAsync(Random random)
    {
        // A ring this small makes subscribers go back and forth between it and the store.
        await using var fleet = await IdentityFleet.StartAsync(events: new EventStreamOptions { Count = random.Next(1, 20) });
        var start = fleet.Store.Head;
        var count = 400;
        var writing = Task.Run(() => WriteAsync(fleet.Store, count, new Random(random.Next())));
        var readers = Enumerable.Range(0, 3).Select(_ => ReadAsync(fleet, start, count, new Random(random.Next()))).ToList();
        var written = await writing;
        foreach (var reader in readers)
        {
            Assert.Equal(written, await reader);
        }
    }

    /// <returns>The positions of the events.</returns>
    private static async Task<List<long>> WriteAsync(IFleetStore store, int count, Random random)
    {
        var positions = new List<long>();
        while (positions.Count < count)
        {
            var (changes, events) = (random.Next(3), Math.Min(random.Next(6), count - positions.Count));
            var commit = new FleetCommit
            {
                Mutations = [.. Enumerable.Range(0, changes).Select(i => new Mutation(new RecordKey("", new ObjectKey(Notes, "", $"n{i}")), Document.EmptyObject))],
                Events = [.. Enumerable.Range(0, events).Select(i => TestEvents.Workload(TestEvents.Health, "east", "pay", "web", positions.Count + i))],
                Audit = random.Next(2) == 0 ? [] : [Document.EmptyObject],
            };
            if (changes + events + commit.Audit.Count > 0)
            {
                var first = (await store.CommitAsync(commit, default)).First;
                positions.AddRange(Enumerable.Range(0, events).Select(i => first + changes + i));
            }

            if (random.Next(4) == 0)
            {
                await Task.Yield();
            }
        }

        return positions;
    }

    private static async Task<List<long>> ReadAsync(IdentityFleet fleet, long start, int count, Random random)
    {
        var (positions, last) = (new List<long>(), start);
        while (positions.Count < count)
        {
            var byHeader = random.Next(2) == 0;
            using var stream = await TestSubscriber.OpenAsync(fleet, byHeader ? $"?since={start}" : $"?since={last}", lastEventId: byHeader ? $"{last}" : null);
            for (var left = random.Next(1, 80); left > 0 && positions.Count < count; left--)
            {
                var (id, _, data) = (await stream.NextAsync())!.Value;
                Assert.Equal(positions.Count, data["data"u8]["number"u8].AsInt64());
                positions.Add(last = id);
            }
        }

        return positions;
    }
}
