using Fleet.Inventory.Workloads;

namespace Fleet.Inventory.Queries;

/// <summary>
/// Reads the published workloads of the whole fleet. Every answer holds at least what had been committed to the fleet log, as far as the caller's process knew
/// it, when the call was made: a watch from that position misses nothing.
/// </summary>
public interface IWorkloadReader
{
    ValueTask<Workload?> FindAsync(string namespaceName, string objectName, CancellationToken cancellationToken);

    /// <summary>Rows in the API's order.</summary>
    ValueTask<WorkloadPage> ListAsync(WorkloadListQuery query, CancellationToken cancellationToken);

    ValueTask<WorkloadQueryResult> QueryAsync(WorkloadQuery query, CancellationToken cancellationToken);

    /// <summary>A workload with what it is made of; null when there is none.</summary>
    ValueTask<WorkloadDetail?> DescribeAsync(WorkloadKey key, CancellationToken cancellationToken);
}
