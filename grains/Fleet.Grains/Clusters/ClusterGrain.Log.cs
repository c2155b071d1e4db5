using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Clusters;

internal sealed partial class ClusterGrain
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Cluster}: owned under epoch {Epoch}.")]
    private static partial void LogOwned(ILogger log, string cluster, long epoch);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Cluster}: another owner has taken over from epoch {Epoch}; this one writes nothing more.")]
    private static partial void LogFenced(ILogger log, string cluster, long epoch);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Cluster}: its session ended; it is started again.")]
    private static partial void LogFailed(ILogger log, Exception error, string cluster);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Cluster}: cannot be brought in line now: {Message}")]
    private static partial void LogNotReconciled(ILogger log, string cluster, string message);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Cluster}: removed from the fleet.")]
    private static partial void LogRemoved(ILogger log, string cluster);
}
