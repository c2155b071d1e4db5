using Fleet.Inventory.Workloads;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Queries;

/// <summary>The silo's end of fleet-wide reads. It runs on the thread pool, so that a long scan does not hold up the next question.</summary>
internal sealed class FleetQueryService(GrainId id, Silo silo, ILoggerFactory logs, LocalShards local)
    : GrainService(id, silo, logs), IFleetQueryService
{
    public Task<SiloAnswer> AskAsync(SiloQuestion question, CancellationToken cancellationToken) =>
        Task.Run(() => local.AskAsync(question, cancellationToken).AsTask(), cancellationToken);

    public Task<WorkloadDetailMessage?> DescribeAsync(string workload, CancellationToken cancellationToken) =>
        local.DescribeAsync(WorkloadKey.Parse(workload), cancellationToken);
}
