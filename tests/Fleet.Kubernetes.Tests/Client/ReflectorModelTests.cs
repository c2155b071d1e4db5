using Fleet.Kubernetes.Client;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Kubernetes.Tests.Client;

/// <summary>Whatever an unreliable server does, a consumer that applies the events ends with the truth, and no event contradicts what it had.</summary>
public class ReflectorModelTests
{
    public static TheoryData<int> Seeds { get; } = [.. Enumerable.Range(1, 30)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task The_consumer_ends_with_the_truth(int seed)
    {
        var cluster = new ModelCluster(seed);
        await using var server = new ScriptedServer(cluster.AnswerAsync);
        var options = new ReflectorOptions { Resource = new("", "v1", "pods"), Kind = new("", "v1", "Pod"), PageSize = 3, BufferCapacity = 4 };
        await using var run = await ReflectorRun.StartAsync(server, options, new FakeTimeProvider(), autoAdvance: true);
        var state = new Dictionary<string, string>();
        var random = new Random(seed);
        for (var i = 0; i < 400; i++)
        {
            cluster.Step();
            if (random.Next(4) == 0)
            {
                Apply(run, state);
                await Task.Yield();
            }

            if (i % 40 == 39)
            {
                // Lets the reflector come along now and then, so that its failures fall into different places.
                await run.UntilAsync(_ => Apply(run, state) == 0);
            }
        }

        cluster.IsCalm = true;
        cluster.Step();
        var truth = cluster.Truth();
        await run.UntilAsync(_ =>
        {
            Apply(run, state);
            return state.Count == truth.Count && truth.All(entry => state.TryGetValue(entry.Key, out var seen) && seen == entry.Value);
        });
    }

    private static int Apply(ReflectorRun run, Dictionary<string, string> state)
    {
        var count = 0;
        for (; run.Reflector.Events.TryRead(out var next); count++)
        {
            var metadata = next.Object["metadata"u8];
            var name = metadata["name"u8].AsString("");
            var uid = int.TryParse(metadata["uid"u8].AsString("")!.Split('-')[^1], out var number) ? number : 0;
            switch (next.Type)
            {
                case WatchEventType.Added:
                    Assert.True(state.TryAdd(name, $"{uid} {next.ResourceVersion}"), $"{name} was added twice");
                    break;
                case WatchEventType.Modified:
                    Assert.StartsWith($"{uid} ", state[name], StringComparison.Ordinal);
                    state[name] = $"{uid} {next.ResourceVersion}";
                    break;
                case WatchEventType.Deleted:
                    Assert.True(state.Remove(name, out var last), $"{name} was deleted before it was added");
                    Assert.StartsWith($"{uid} ", last, StringComparison.Ordinal);
                    break;
            }
        }

        return count;
    }
}
