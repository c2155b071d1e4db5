using Fleet.Grains.Clusters.Following;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Clusters;

internal sealed partial class ClusterSession
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Cluster}: connected to {Version}, following {Kinds} kinds in {Shards} shard(s).")]
    private static partial void LogConnected(ILogger log, string cluster, string version, int kinds, int shards);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Cluster}: {Reason}: {Message} Next attempt in {Delay}.")]
    private static partial void LogUnreachable(ILogger log, string cluster, string reason, string message, TimeSpan delay);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Cluster}: feed {Feed} of epoch {Epoch} failed; the whole state is sent again in {Delay}.")]
    private static partial void LogFeedFailed(ILogger log, Exception? error, string cluster, int feed, long epoch, TimeSpan delay);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Cluster}: feed {Feed} of epoch {Epoch} ended: {Reason}.")]
    private static partial void LogFeedEnded(ILogger log, string cluster, int feed, long epoch, FeedEndReason reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Cluster}: asking again what may be read failed: {Message}")]
    private static partial void LogSurveyFailed(ILogger log, string cluster, string message);
}
