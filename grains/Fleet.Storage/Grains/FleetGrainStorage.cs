using System.Globalization;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Storage.Log;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace Fleet.Storage.Grains;

/// <summary>
/// Grain state as records of the fleet store: partition <c>$grains</c>, not logged, the ETag is the record's version. The document is
/// <c>{"type": "…", "data": "base64"}</c>, data in Orleans' binary format; the type is for people who look at it.
/// </summary>
public sealed class FleetGrainStorage(IFleetStore store, Serializer serializer, IActivatorProvider activators) : IGrainStorage
{
    /// <summary>Where grain state lives.</summary>
    public const string Partition = "$grains";

    private static readonly GroupResource Resource = new("internal.fleetengine.io", "grainstates");

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var record = await store.GetAsync(KeyOf(stateName, grainId), CancellationToken.None).ConfigureAwait(false);
        grainState.State = record is null ? New<T>() : Read<T>(record);
        grainState.ETag = record is null ? null : Spell(record.Version);
        grainState.RecordExists = record is not null;
    }

    /// <exception cref="InconsistentStateException">Another activation has written since this state was read.</exception>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        using var builder = new DocumentBuilder();
        var data = Convert.ToBase64String(serializer.SerializeToArray(grainState.State));
        var document = builder.StartObject().Name("type"u8).String(typeof(T).FullName ?? typeof(T).Name).Name("data"u8).String(data).EndObject().Build();
        grainState.ETag = Spell(await CommitAsync(KeyOf(stateName, grainId), document, grainState.ETag).ConfigureAwait(false));
        grainState.RecordExists = true;
    }

    /// <exception cref="InconsistentStateException">Another activation has written since this state was read.</exception>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await CommitAsync(KeyOf(stateName, grainId), null, grainState.ETag).ConfigureAwait(false);
        grainState.State = New<T>();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }

    private static string Spell(long version) => version.ToString(CultureInfo.InvariantCulture);

    /// <summary>A grain's id holds slashes, a state's name does not.</summary>
    private static RecordKey KeyOf(string stateName, GrainId grainId) => new(Partition, new ObjectKey(Resource, stateName, grainId.ToString()));

    private T New<T>() => activators.GetActivator<T>().Create();

    private T Read<T>(StoredRecord record) => serializer.Deserialize<T>(Convert.FromBase64String(record.Document["data"u8].AsString(""))) ?? New<T>();

    private async Task<long> CommitAsync(RecordKey key, Document? document, string? etag)
    {
        var expected = etag is null ? 0 : long.Parse(etag, CultureInfo.InvariantCulture);
        try
        {
            var commit = new FleetCommit { Mutations = [new Mutation(key, document) { ExpectedVersion = expected, IsLogged = false }] };
            return (await store.CommitAsync(commit, CancellationToken.None).ConfigureAwait(false)).VersionOf(0);
        }
        catch (CommitConflictException conflict)
        {
            throw new InconsistentStateException(conflict.Message, conflict.Current is { } current ? Spell(current.Version) : "none", etag ?? "none", conflict);
        }
    }
}
