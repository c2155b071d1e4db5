using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Storage.Log;

namespace Fleet.Storage.Tests.Conformance;

/// <summary>What <see cref="IFleetStore"/> promises, as tests. Every store passes all of them.</summary>
public abstract partial class StoreConformance
{
    protected static readonly GroupResource Workloads = new("fleetengine.io", "workloads");

    protected static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>Opens the test's store; a second call opens the same data again (after the first was disposed).</summary>
    protected abstract Task<IFleetStore> OpenAsync(RetentionOptions? retention = null, TimeProvider? time = null);

    /// <summary>False for stores that forget.</summary>
    protected virtual bool IsDurable => true;

    protected static RecordKey Key(string name, string partition = "prod") => new(partition, new ObjectKey(Workloads, "shop", name));

    protected static Document Json(string json) => Document.Parse(json);

    protected static Document Json(long n) => Json($$"""{"n":{{n}}}""");

    protected static FleetCommit Set(RecordKey key, Document? document, long? expected = null, bool logged = true) =>
        new() { Mutations = [new Mutation(key, document) { ExpectedVersion = expected, IsLogged = logged }] };

    /// <summary>Reads the tail until an entry at or beyond a position has come.</summary>
    protected static async Task<List<LogEntry>> TailToAsync(IFleetStore store, long after, long upTo)
    {
        using var limit = new CancellationTokenSource(Deadline);
        var entries = new List<LogEntry>();
        await foreach (var batch in store.TailAsync(after, limit.Token))
        {
            entries.AddRange(batch);
            if (entries[^1].Position >= upTo)
            {
                break;
            }
        }

        return entries;
    }

    protected static async Task<List<StoredRecord>> ReadAllAsync(IFleetStore store, string partition, GroupResource? resource = null)
    {
        var records = new List<StoredRecord>();
        await foreach (var record in store.ReadAsync(partition, resource, CancellationToken.None))
        {
            records.Add(record);
        }

        return records;
    }

    /// <summary>Everything a test compares of an entry.</summary>
    protected static string Spell(LogEntry entry) =>
        $"{entry.Position} {entry.Stream} {entry.Type} {(entry.Stream == LogStream.Changes ? entry.Key.ToString() : "")} {entry.Document} was {entry.Previous?.Version} {entry.Previous?.Document}";
}
