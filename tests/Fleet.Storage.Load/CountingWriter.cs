using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Storage.Log;

namespace Fleet.Storage.Load;

/// <summary>Counts up in two records at once, with an event for every step. Whatever happens, the records are equal and each step has one event.</summary>
public sealed class CountingWriter(IFleetStore store, int writer)
{
    private static readonly GroupResource Resource = new("test", "counters");

    public static RecordKey KeyOf(int writer, string twin) => new("chaos", new ObjectKey(Resource, twin, $"w{writer}"));

    /// <summary>Goes on from what is stored, for ever; each line on <paramref name="output"/> is <c>writer count</c> of an acknowledged commit.</summary>
    public async Task RunAsync(TextWriter output)
    {
        var stored = await store.GetAsync(KeyOf(writer, "a"), default);
        var (count, version) = (stored?.Document["count"u8].AsInt64() ?? 0, stored?.Version ?? 0);
        while (true)
        {
            count++;
            version = (await store.CommitAsync(Step(count, version), default)).VersionOf(0);
            lock (output)
            {
                output.WriteLine($"{writer} {count}");
            }
        }
    }

    /// <summary>The commit of one step; it stands only on the step before.</summary>
    public FleetCommit Step(long count, long version)
    {
        var document = Document.Parse($$"""{"count":{{count}},"filler":"{{new string('x', 200)}}"}""");
        return new FleetCommit
        {
            Mutations = [new Mutation(KeyOf(writer, "a"), document) { ExpectedVersion = version }, new Mutation(KeyOf(writer, "b"), document) { IsLogged = false }],
            Events = [Document.Parse($$"""{"writer":{{writer}},"count":{{count}}}""")],
        };
    }
}
