using Fleet.Grains.Clusters.Connecting;
using Fleet.Grains.Hosting;
using Fleet.Grains.Inventory;
using Fleet.Grains.Workloads;
using Fleet.Inventory.Queries;
using Fleet.Kubernetes.Documents;
using Fleet.Resources;
using Fleet.Storage.Log;
using Fleet.Storage.Memory;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Orleans.Core.Internal;
using Orleans.TestingHost;

namespace Fleet.Grains.Tests.Hosting;

/// <summary>Silos in this process that share one store, as silos on one Redis do.</summary>
internal sealed class SiloHarness : IAsyncDisposable
{
    private readonly InProcessTestCluster _silos;

    private SiloHarness(InProcessTestCluster silos, FaultyStore store) => (_silos, Store) = (silos, store);

    public FaultyStore Store { get; }

    public IReadOnlyList<InProcessSiloHandle> Silos => _silos.Silos;

    public IGrainFactory Grains => Service<IGrainFactory>();

    public IClusterClient Client => _silos.Client;

    public IWorkloadReader Reader => Service<IWorkloadReader>();

    public static async Task<SiloHarness> StartAsync(int silos = 1, IClusterConnector? connector = null, Action<WorkloadConcernOptions>? concerns = null)
    {
        var store = new FaultyStore(new MemoryFleetStore(TimeProvider.System));
        var builder = new InProcessTestClusterBuilder((short)silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<IFleetStore>(store);
            silo.Services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());
            silo.AddFleetGrains();
            silo.Services.Configure(concerns ?? (_ => { }));
            silo.Services.Replace(ServiceDescriptor.Singleton(connector ?? new NoConnector()));
            silo.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new(cluster, store);
    }

    public T Service<T>(int silo = 0)
        where T : notnull => Silos[silo].ServiceProvider.GetRequiredService<T>();

    public async Task<InProcessSiloHandle> AddSiloAsync() => await _silos.StartAdditionalSiloAsync();

    public Task StopAsync(InProcessSiloHandle silo) => _silos.StopSiloAsync(silo);

    public Task KillAsync(InProcessSiloHandle silo) => _silos.KillSiloAsync(silo);

    public IInventoryGrain Shard(string cluster, int shard = 0) => Grains.GetGrain<IInventoryGrain>(new ShardKey(cluster, shard).ToString());

    /// <summary>Ends the activation of a grain; the next call makes another.</summary>
    public static async Task DeactivateAsync(IAddressable grain) => await grain.AsReference<IGrainManagementExtension>().DeactivateOnIdle();

    /// <summary>Declares a cluster as a client of the API would.</summary>
    public async Task DeclareAsync(string cluster, string metadata = "") => await Store.CommitAsync(
        new FleetCommit
        {
            Mutations =
            [
                new Mutation(
                    new RecordKey(RecordKey.Declared, new(FleetKinds.Clusters.GroupResource, "", cluster)),
                    Document.Parse($$"""
                        {"apiVersion":"fleetengine.io/v1alpha1","kind":"Cluster","metadata":{"name":"{{cluster}}","uid":"5a1f0c3e-0000-4000-8000-000000000001","generation":1{{metadata}} },"spec":{} }
                        """)),
            ],
        },
        default);

    /// <summary>The rows that stand in the store.</summary>
    public async Task<List<StoredRecord>> TableAsync(string cluster)
    {
        var rows = new List<StoredRecord>();
        await foreach (var record in Store.ReadAsync(cluster, FleetKinds.Workloads.GroupResource, default))
        {
            rows.Add(record);
        }

        return rows;
    }

    /// <summary>The log, one stream of it.</summary>
    public async Task<IReadOnlyList<LogEntry>> LogAsync(LogStream stream, long after = 0) => await Store.ReadLogAsync(stream, after, int.MaxValue, default);

    public async ValueTask DisposeAsync()
    {
        await _silos.DisposeAsync();
        await Store.DisposeAsync();
    }
}
