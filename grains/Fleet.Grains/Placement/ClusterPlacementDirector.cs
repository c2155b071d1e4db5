using Orleans.Runtime.Placement;

namespace Fleet.Grains.Placement;

/// <summary>Chooses by <see cref="Rendezvous"/> among the silos that can host the grain.</summary>
internal sealed class ClusterPlacementDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var cluster = Rendezvous.ClusterOf(target.GrainIdentity.Key.ToString() ?? "");
        return Task.FromResult(Rendezvous.Winner(cluster, context.GetCompatibleSilos(target))
            ?? throw new SiloUnavailableException($"No silo can host {target.GrainIdentity}."));
    }
}
