using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Inventory;

internal sealed partial class InventoryGrain
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "Shard {Shard} is open under epoch {Epoch} with {Rows} published rows")]
    private static partial void LogOpened(ILogger log, ShardKey shard, long epoch, int rows);

    [LoggerMessage(Level = LogLevel.Information, Message = "Shard {Shard} refuses batch {Sequence} of feed {Feed}, epoch {Epoch}: {Reason}")]
    private static partial void LogRefused(ILogger log, ShardKey shard, long epoch, int feed, long sequence, BatchRefusal reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Shard {Shard} ends: {Detail}")]
    private static partial void LogFenced(ILogger log, ShardKey shard, string detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Shard {Shard} cannot publish, tries again in {Delay}; what it sees is kept: {Problem}")]
    private static partial void LogUnavailable(ILogger log, ShardKey shard, TimeSpan delay, string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "Shard {Shard} publishes again")]
    private static partial void LogAvailable(ILogger log, ShardKey shard);

    [LoggerMessage(Level = LogLevel.Information, Message = "Shard {Shard} took back {Rows} rows: its cluster is gone")]
    private static partial void LogRetired(ILogger log, ShardKey shard, int rows);
}
