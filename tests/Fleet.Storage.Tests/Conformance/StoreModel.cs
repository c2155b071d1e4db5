using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Storage.Log;

namespace Fleet.Storage.Tests.Conformance;

/// <summary>One partition as a dictionary: what a store should hold and answer.</summary>
internal sealed class StoreModel(string partition)
{
    private static readonly GroupResource Resource = new("test", "things");

    public string Partition { get; } = partition;

    public long Epoch { get; set; }

    public Dictionary<RecordKey, (long Version, string Document)> Records { get; } = [];

    /// <summary>Some keys are only ever written unlogged, so that the log can be compared with the others.</summary>
    public bool IsLogged(RecordKey key) => !key.Object.Name.StartsWith('u');

    /// <summary>A random commit: one to three records, versions that may hold or not, a fence that may hold or not.</summary>
    public FleetCommit Commit(Random random) => new()
    {
        Mutations = [.. Keys(random).Select(key => MutationOf(key, random))],
        Events = [.. Enumerable.Range(0, random.Next(3)).Select(i => Document.Parse($"[{i}]"))],
        Fence = random.Next(4) == 0 ? new Fence(Partition, Epoch - random.Next(2)) : null,
    };

    public string Outcome(FleetCommit commit)
    {
        if (commit.Fence is { } fence && fence.Epoch != Epoch)
        {
            return $"fenced by {Epoch}";
        }

        foreach (var mutation in commit.Mutations)
        {
            if (mutation.ExpectedVersion is { } expected && expected != VersionOf(mutation.Key))
            {
                return $"conflict at {mutation.Key}: {VersionOf(mutation.Key)}";
            }
        }

        return $"written over {string.Join(',', commit.Mutations.Select(mutation => VersionOf(mutation.Key)))}";
    }

    public void Apply(FleetCommit commit, CommitResult result)
    {
        for (var i = 0; i < commit.Mutations.Count; i++)
        {
            if (commit.Mutations[i].Document is { } document)
            {
                Records[commit.Mutations[i].Key] = (result.VersionOf(i), document.ToString());
            }
            else
            {
                Records.Remove(commit.Mutations[i].Key);
            }
        }
    }

    private long VersionOf(RecordKey key) => Records.GetValueOrDefault(key).Version;

    private IEnumerable<RecordKey> Keys(Random random) => Enumerable.Range(0, 1 + random.Next(3))
        .Select(_ => new RecordKey(Partition, new ObjectKey(Resource, random.Next(2) == 0 ? "" : "space", $"{(random.Next(3) == 0 ? 'u' : 'l')}{random.Next(3)}")))
        .Distinct();

    private Mutation MutationOf(RecordKey key, Random random) =>
        new(key, random.Next(3) == 0 ? null : Document.Parse($$"""{"n":{{random.Next(100)}}}"""))
        {
            IsLogged = IsLogged(key),
            ExpectedVersion = random.Next(6) switch { 0 => 0, 1 => VersionOf(key) + 1, 2 or 3 => VersionOf(key), _ => null },
        };
}
