using Fleet.Kubernetes.Api.Authentication;
using Fleet.Resources;
using Fleet.Storage.Log;
using Fleet.Testing;

namespace Fleet.Api.Tests.Watching;

/// <summary>
/// A model checker of the fleet's list and watch: clients of different selectors and rights list in pages, follow, lag, reconnect and fall out of a short
/// history, while workloads and declared objects come, change sides and go, clusters move to other owners, and the server crashes and comes back. Every
/// client's cache must equal the table in the end; no event may be lost or doubled on the way.
/// </summary>
public sealed class FleetModelTests
{
    private const int Steps = 60;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Cache_of_every_client_equals_the_truth(int group)
    {
        var runs = TestLength.Of(usual: 500, inLongRuns: 5000);
        var catalog = FleetCatalog.Create();
        for (var seed = group * runs; seed < (group + 1) * runs; seed++)
        {
            try
            {
                await RunAsync(new MemoryModelStore(changes: 25), catalog, seed, Steps);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Seed {seed} fails: {error.Message}", error);
            }
        }
    }

    [Fact]
    public async Task Cache_of_every_client_equals_the_truth_over_a_store_on_disk()
    {
        var catalog = FleetCatalog.Create();
        for (var seed = 0; seed < TestLength.Of(usual: 20, inLongRuns: 1000); seed++)
        {
            try
            {
                await RunAsync(await EmbeddedModelStore.OpenAsync(changes: 25), catalog, seed, Steps);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Seed {seed} fails: {error.Message}", error);
            }
        }
    }

    private static async Task RunAsync(IModelStore store, Kubernetes.Api.Resources.ResourceCatalog catalog, int seed, int steps)
    {
        var random = new Random(seed);
        await using var fleet = await ModelFleet.StartAsync(store, catalog, history: random.Next(8, 40));
        ModelClient[] clients =
        [
            new(fleet, FleetKinds.Workloads, null, "", "", UserInfo.System, _ => true),
            new(fleet, FleetKinds.Workloads, null, "set=t", "", UserInfo.System, record => Label(record) == "t"),
            new(fleet, FleetKinds.Workloads, "a", "set!=t", "status.health=Degraded", UserInfo.System, record =>
                record.Key.Object.Namespace == "a" && Label(record) != "t" && record.Document["status"u8]["health"u8].AsString() == "Degraded"),
            new(fleet, FleetKinds.Workloads, null, "", "", new UserInfo("jane"), record => record.Key.Partition == "east"),
            new(fleet, FleetKinds.Projects, null, "set=t", "", UserInfo.System, record => Label(record) == "t"),
        ];
        for (var step = 0; step < steps; step++)
        {
            await ActAsync(fleet, clients, random);
        }

        foreach (var client in clients)
        {
            await client.SettleAsync();
            client.Dispose();
        }
    }

    private static async Task ActAsync(ModelFleet fleet, ModelClient[] clients, Random random)
    {
        var client = clients[random.Next(clients.Length)];
        switch (random.Next(20))
        {
            case < 7:
                await fleet.ChangeMemberAsync(random.Next(10_000), isSeen: random.Next(4) > 0);
                break;
            case < 9:
                await fleet.DeclareAsync(random.Next(10_000));
                break;
            case < 11:
                await client.ReadAsync(random.Next(7));
                break;
            case 11:
                await client.ReconnectAsync();
                break;
            case 12 or 13:
                await client.RelistAsync(between: _ => WriteAsync(fleet, random));
                break;
            case 14:
                fleet.Reader.Meanwhile = () => WriteAsync(fleet, random);
                await client.RelistAsync();
                fleet.Reader.Meanwhile = null;
                break;
            case 15:
                await client.StartStreamingAsync();
                break;
            case 16:
                await client.ReadAsync(int.MaxValue);
                break;
            case 17:
                await fleet.MoveAsync(random.Next(10_000));
                break;
            case 18:
                foreach (var connected in clients)
                {
                    connected.Disconnect();
                }

                await fleet.CrashAsync();
                foreach (var connected in clients)
                {
                    await connected.ReconnectAsync();
                }

                break;
            default:
                await fleet.PublishAsync(ModelFleet.Clusters[random.Next(2)]);
                break;
        }
    }

    private static Task WriteAsync(ModelFleet fleet, Random random) =>
        random.Next(3) == 0 ? fleet.DeclareAsync(random.Next(10_000)) : fleet.ChangeMemberAsync(random.Next(10_000), isSeen: true);

    private static string? Label(StoredRecord record) => record.Document["metadata"u8]["labels"u8]["set"u8].AsString();
}
