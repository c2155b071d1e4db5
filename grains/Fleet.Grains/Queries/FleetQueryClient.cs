using Orleans.Runtime.Services;

namespace Fleet.Grains.Queries;

/// <summary>Addresses the query service of a given silo.</summary>
internal sealed class FleetQueryClient(IServiceProvider services) : GrainServiceClient<IFleetQueryService>(services)
{
    public IFleetQueryService On(SiloAddress silo) => GetGrainService(silo);
}
