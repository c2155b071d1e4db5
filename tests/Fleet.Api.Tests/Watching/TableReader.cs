using System.Collections.Immutable;
using Fleet.Inventory.Queries;
using Fleet.Inventory.Shards;
using Fleet.Inventory.Workloads;
using Fleet.Storage.Log;

namespace Fleet.Api.Tests.Watching;

/// <summary>The inventory of a fleet whose rows are read from the store's table, two shards a cluster.</summary>
internal sealed class TableReader(Func<IFleetStore> store, IReadOnlyList<string> clusters) : IWorkloadReader
{
    /// <summary>Happens between the reading of the rows and the answer: what the answer shows is then newer or older than what the API knows.</summary>
    public Func<Task>? Meanwhile { get; set; }

    public async ValueTask<Workload?> FindAsync(string namespaceName, string objectName, CancellationToken cancellationToken) =>
        (await RowsAsync(cancellationToken)).FirstOrDefault(row => row.Key.Namespace == namespaceName && row.ObjectName == objectName);

    public async ValueTask<WorkloadPage> ListAsync(WorkloadListQuery query, CancellationToken cancellationToken)
    {
        var rows = await RowsAsync(cancellationToken);
        var snapshots = rows
            .GroupBy(row => (row.Key.Cluster, Shard: row.Key.Name[^1] % 2))
            .Select(shard => new ShardSnapshot(shard.Key.Cluster, shard.Key.Shard, 1, [.. shard]))
            .ToList();
        var page = WorkloadListing.Read(snapshots, query);
        if (Meanwhile is { } meanwhile)
        {
            await meanwhile();
        }

        return page;
    }

    public ValueTask<WorkloadQueryResult> QueryAsync(WorkloadQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<WorkloadDetail?> DescribeAsync(WorkloadKey key, CancellationToken cancellationToken) => throw new NotSupportedException();

    private async Task<ImmutableArray<Workload>> RowsAsync(CancellationToken cancellationToken)
    {
        var rows = ImmutableArray.CreateBuilder<Workload>();
        foreach (var cluster in clusters)
        {
            await foreach (var record in store().ReadAsync(cluster, null, cancellationToken))
            {
                rows.Add(TestWorkloads.Row(record));
            }
        }

        rows.Sort((a, b) => Fleet.Kubernetes.Api.Storage.ObjectKey.Compare(a.Key.Namespace, a.ObjectName, b.Key.Namespace, b.ObjectName));
        return rows.ToImmutable();
    }
}
