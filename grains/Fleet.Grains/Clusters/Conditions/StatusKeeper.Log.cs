using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Clusters.Conditions;

internal sealed partial class StatusKeeper
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Cluster}: its status could not be written; it is tried again: {Message}")]
    private static partial void LogNotWritten(ILogger log, string cluster, string message);
}
