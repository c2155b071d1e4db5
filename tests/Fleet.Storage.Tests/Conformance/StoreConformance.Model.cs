using Fleet.Kubernetes.Api.Storage;
using Fleet.Storage.Log;
using FsCheck;
using FsCheck.Fluent;

namespace Fleet.Storage.Tests.Conformance;

public abstract partial class StoreConformance
{
    /// <summary>Random commits against the store and against <see cref="StoreModel"/>: same answers, same records, and the log replays to them.</summary>
    [StoreFact]
    public async Task Random_commits_behave_as_the_model_says()
    {
        await using var store = await OpenAsync();
        var run = 0;
        var steps = Arb.From(
            Gen.Choose(0, int.MaxValue - 1).ArrayOf(40),
            array => Enumerable.Range(0, array.Length).Select(i => array.Where((_, at) => at != i).ToArray()));
        var property = Prop.ForAll(steps, array => BehavesAsTheModelAsync(store, $"p{Interlocked.Increment(ref run)}", array));
        await Task.Run(() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(30), property));
    }

    private static async Task BehavesAsTheModelAsync(IFleetStore store, string partition, IReadOnlyList<int> steps)
    {
        var start = store.Head;
        var model = new StoreModel(partition);
        foreach (var step in steps)
        {
            var random = new Random(step);
            if (random.Next(8) == 0)
            {
                Assert.Equal(++model.Epoch, await store.AcquireAsync(partition, "model", default));
                continue;
            }

            var commit = model.Commit(random);
            Assert.Equal(model.Outcome(commit), await OutcomeAsync(store, commit, model));
        }

        var records = (await ReadAllAsync(store, partition)).ToDictionary(record => record.Key, record => (record.Version, record.Document.ToString()));
        Assert.Equal(model.Records.OrderBy(pair => pair.Key.ToString()), records.OrderBy(pair => pair.Key.ToString()));
        await ReplaysAsync(store, start, model);
    }

    private static async Task<string> OutcomeAsync(IFleetStore store, FleetCommit commit, StoreModel model)
    {
        try
        {
            var result = await store.CommitAsync(commit, default);
            model.Apply(commit, result);
            return $"written over {string.Join(',', result.Previous)}";
        }
        catch (CommitConflictException conflict)
        {
            return $"conflict at {conflict.Key}: {conflict.Current?.Version ?? 0}";
        }
        catch (FencedException fenced)
        {
            return $"fenced by {fenced.CurrentEpoch}";
        }
    }

    /// <summary>Every change leads from what was before it to what is after it, and all of them to the logged records.</summary>
    private static async Task ReplaysAsync(IFleetStore store, long start, StoreModel model)
    {
        var replayed = new Dictionary<RecordKey, (long Version, string Document)>();
        foreach (var entry in await store.ReadLogAsync(LogStream.Changes, start, 100_000, default))
        {
            if (entry.Key.Partition != model.Partition)
            {
                continue;
            }

            Assert.Equal(entry.Type != StoreEventType.Added, entry.Previous is not null);
            if (entry.Type == StoreEventType.Deleted)
            {
                Assert.Equal(entry.Previous!.Document.ToString(), entry.Document.ToString());
                replayed.Remove(entry.Key);
            }
            else
            {
                replayed[entry.Key] = (entry.Position, entry.Document.ToString());
            }
        }

        Assert.Equal(
            model.Records.Where(pair => model.IsLogged(pair.Key)).OrderBy(pair => pair.Key.ToString()), replayed.OrderBy(pair => pair.Key.ToString()));
    }
}
