using Fleet.Inventory.Queries;
using Fleet.Inventory.Shards;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Documents;

namespace Fleet.Api.Tests.Queries;

/// <summary>A fleet of given rows, queried by the real plan.</summary>
internal sealed class FakeWorkloadReader(params Workload[] rows) : IWorkloadReader
{
    public IReadOnlyList<Document> Objects { get; init; } = [];

    public WorkloadQuery? LastQuery { get; private set; }

    public static Workload Row(string name, string cluster = "prod-eu", string namespaceName = "shop", long version = 7)
    {
        var key = new WorkloadKey(cluster, "apps", "Deployment", namespaceName, name);
        var document = Document.Parse($$$$"""{"apiVersion":"fleetengine.io/v1alpha1","kind":"Workload","metadata":{"name":"{{{{key.ObjectName}}}}","namespace":"{{{{namespaceName}}}}","labels":{"team":"pay"}}}""");
        return new(key, document) { ObjectName = key.ObjectName, Version = version };
    }

    public ValueTask<Workload?> FindAsync(string namespaceName, string objectName, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Array.Find(rows, row => row.Key.Namespace == namespaceName && row.ObjectName == objectName));

    public ValueTask<WorkloadPage> ListAsync(WorkloadListQuery query, CancellationToken cancellationToken) => ValueTask.FromResult(WorkloadListing.Read(Snapshots(), query));

    public ValueTask<WorkloadQueryResult> QueryAsync(WorkloadQuery query, CancellationToken cancellationToken)
    {
        LastQuery = query;
        var plan = WorkloadQueryPlan.Compile(query);
        return ValueTask.FromResult(plan.Merge([plan.Execute(Snapshots()) with { StaleClusters = ["away"] }]));
    }

    public ValueTask<WorkloadDetail?> DescribeAsync(WorkloadKey key, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Array.Find(rows, row => row.Key == key) is { } found ? new WorkloadDetail(found, Objects, []) : null);

    private ShardSnapshot[] Snapshots() =>
        [.. rows.GroupBy(row => row.Key.Cluster).Select(group => new ShardSnapshot(group.Key, 0, 1, [.. group.OrderBy(row => row.Key.Namespace).ThenBy(row => row.ObjectName)]))];
}
