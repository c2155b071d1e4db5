using Fleet.Client;

namespace Fleet.Cli.Today;

/// <summary>A pillar that knows of things worth doing: health, clusters, capacity; drift and policy when they are there.</summary>
public interface ITodaySource
{
    /// <summary>What it is about, for messages.</summary>
    string Name { get; }

    Task<IReadOnlyList<TodayItem>> FindAsync(FleetClient client, DateTimeOffset now, CancellationToken cancellationToken);
}
