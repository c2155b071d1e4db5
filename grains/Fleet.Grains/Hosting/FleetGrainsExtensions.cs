using Fleet.Grains.Clusters;
using Fleet.Grains.Inventory;
using Fleet.Grains.Placement;
using Fleet.Grains.Queries;
using Fleet.Grains.Workloads;
using Fleet.Inventory.Queries;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Fleet.Grains.Hosting;

/// <summary>Puts the fleet's grains and what they stand on into a silo.</summary>
public static class FleetGrainsExtensions
{
    /// <summary>
    /// Registers the grains' services. The host gives the <c>IFleetStore</c>, the clustering and (optional) a <see cref="TimeProvider"/>.
    /// </summary>
    public static ISiloBuilder AddFleetGrains(this ISiloBuilder silo)
    {
        silo.UseFleetDefaults();
        silo.AddPlacementDirector<ClusterPlacementStrategy, ClusterPlacementDirector>();
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.AddSingleton<ClusterOwners>();
        silo.Services.AddSingleton<InventoryRegistry>();
        silo.Services.AddClusterConnections();
        silo.Services.AddSingleton<GrainInstruments>();
        silo.Services.AddSingleton<FleetDirectory>();
        silo.Services.AddHostedService(services => services.GetRequiredService<FleetDirectory>());
        silo.Services.AddSingleton<LocalShards>();
        silo.Services.AddSingleton<TableSnapshots>();
        silo.Services.AddSingleton<ShardGather>();
        silo.Services.AddSingleton<FleetQueryClient>();
        silo.Services.AddSingleton<IWorkloadReader, FleetWorkloadReader>();
        silo.AddGrainService<FleetQueryService>();
        silo.Services.AddOptions<WorkloadConcernOptions>().BindConfiguration(WorkloadConcernOptions.Section).ValidateOnStart();
        silo.Services.AddSingleton<IValidateOptions<WorkloadConcernOptions>, WorkloadConcernOptionsValidator>();
        silo.Services.AddSingleton<WorkloadWaker>();
        silo.Services.AddHostedService(services => services.GetRequiredService<WorkloadWaker>());
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, ClusterRevival>();
        return silo;
    }
}
