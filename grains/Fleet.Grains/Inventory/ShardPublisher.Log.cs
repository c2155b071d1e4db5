using Fleet.Inventory.Workloads;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Inventory;

internal sealed partial class ShardPublisher
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Cluster}, shard {Shard}: the row of {Workload} cannot be published as {Name}: {Why}")]
    private static partial void LogWithheld(ILogger log, string cluster, int shard, WorkloadKey workload, string name, string why);
}
