using Fleet.Grains.Inventory;
using Fleet.Grains.Placement;
using Fleet.Inventory.Queries;
using Fleet.Inventory.Shards;
using Fleet.Inventory.Workloads;
using Fleet.Resources;
using Fleet.Storage.Log;

namespace Fleet.Grains.Queries;

/// <summary>
/// Reads the workloads of the fleet from where they are: this silo's shards out of memory, other silos' by one call each, and what no silo has live from the
/// store.
/// </summary>
internal sealed class FleetWorkloadReader(
    ShardGather gather,
    TableSnapshots table,
    InventoryRegistry registry,
    FleetQueryClient remote,
    FleetDirectory directory,
    ClusterOwners owners,
    IFleetStore store,
    LocalShards local,
    GrainInstruments instruments,
    TimeProvider time) : IWorkloadReader
{
    /// <summary>Rows a message between silos: a list of everything travels in parts.</summary>
    private const int RowsAMessage = 1000;

    public async ValueTask<Workload?> FindAsync(string namespaceName, string objectName, CancellationToken cancellationToken)
    {
        var dot = objectName.IndexOf('.', StringComparison.Ordinal);
        if (dot <= 0)
        {
            return null;
        }

        // One point read, and exact wherever the cluster is.
        var key = new RecordKey(objectName[..dot], new(FleetKinds.Workloads.GroupResource, namespaceName, objectName));
        return await store.GetAsync(key, cancellationToken).ConfigureAwait(false) is { } record ? PublishedRows.Read(record) : null;
    }

    public async ValueTask<WorkloadPage> ListAsync(WorkloadListQuery query, CancellationToken cancellationToken)
    {
        using var activity = GrainInstruments.Activities.StartActivity("workloads.list");
        var started = time.GetTimestamp();
        var isWhole = owners.Silos.Count <= 1 || query.Limit is > 0 and <= RowsAMessage;
        var page = isWhole ? await ReadPageAsync(query, cancellationToken).ConfigureAwait(false) : await ReadPartsAsync(query, cancellationToken).ConfigureAwait(false);
        instruments.OnRead("list", time.GetElapsedTime(started));
        return page;
    }

    public async ValueTask<WorkloadQueryResult> QueryAsync(WorkloadQuery query, CancellationToken cancellationToken)
    {
        using var activity = GrainInstruments.Activities.StartActivity("workloads.query");
        var started = time.GetTimestamp();
        var plan = WorkloadQueryPlan.Compile(query);
        var gathered = await gather.AskAsync(new SiloQuestion { Query = query }, cancellationToken).ConfigureAwait(false);
        var parts = gathered.Answers.Select(answer => answer.Partial!).ToList();
        var missing = gathered.Missing.Where(plan.MayMatchCluster).ToArray();
        if (missing.Length > 0 || parts.Count == 0)
        {
            var rows = await ReadTableAsync(missing, cancellationToken).ConfigureAwait(false);
            parts.Add(plan.Execute(rows) with { StaleClusters = missing });
        }

        // Live in a silo and yet old: of a cluster that does not answer, what it said last is all there is.
        var behind = directory.Clusters.Where(cluster => cluster is { IsBehind: true, Epoch: > 0 } && plan.MayMatchCluster(cluster.Name)).Select(cluster => cluster.Name);
        parts[0] = parts[0] with { StaleClusters = [.. parts[0].StaleClusters, .. behind] };
        var result = plan.Merge(parts);
        instruments.OnRead("query", time.GetElapsedTime(started));
        return result;
    }

    public async ValueTask<WorkloadDetail?> DescribeAsync(WorkloadKey key, CancellationToken cancellationToken)
    {
        var message = registry.Find(key.Cluster) is { IsWhole: true } || owners.OwnerOf(key.Cluster) is not { } owner || owner.Equals(owners.Local)
            ? await local.DescribeAsync(key, cancellationToken).ConfigureAwait(false)
            : await AskOwnerAsync(owner, key, cancellationToken).ConfigureAwait(false);
        if (message is not null)
        {
            return new(WorkloadReading.Read(message.Row) with { Version = message.Version }, message.Objects, message.Events);
        }

        // Nobody has it live: the row as published is all there is.
        return await FindAsync(key.Namespace, key.ObjectName, cancellationToken).ConfigureAwait(false) is { } row ? new(row, [], []) : null;
    }

    private async Task<WorkloadDetailMessage?> AskOwnerAsync(Orleans.Runtime.SiloAddress owner, WorkloadKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await remote.On(owner).DescribeAsync(key.ToGrainKey(), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or Orleans.Runtime.OrleansException)
        {
            return null;
        }
    }

    private async ValueTask<WorkloadPage> ReadPageAsync(WorkloadListQuery query, CancellationToken cancellationToken)
    {
        var gathered = await gather.AskAsync(new SiloQuestion { List = query }, cancellationToken).ConfigureAwait(false);
        var pages = gathered.Answers.Select(answer => answer.Page!).ToList();
        if (gathered.Missing.Count > 0 || pages.Count == 0)
        {
            var filter = WorkloadFilter.Compile(query.Namespace, query.LabelSelector, query.FieldSelector, query.Scope);

            // Never what was shown last, which may lack a commit the caller has seen: a watch from there would not tell of it. A list of less is an error.
            var rows = await table.ReadAsync([.. gathered.Missing.Where(filter.MayMatchCluster)], cancellationToken).ConfigureAwait(false);
            pages.Add(WorkloadListing.Read(rows, query));
        }

        return PageMerge.Merge(pages, query.Limit);
    }

    /// <summary>A long list in parts. Each part is at least as new as the call; what changes between them a watch from the call's position tells.</summary>
    private async ValueTask<WorkloadPage> ReadPartsAsync(WorkloadListQuery query, CancellationToken cancellationToken)
    {
        var rows = new List<Workload>();
        var after = query.After;
        while (true)
        {
            var left = query.Limit == 0 ? RowsAMessage : Math.Min(RowsAMessage, query.Limit - rows.Count);
            var part = await ReadPageAsync(query with { After = after, Limit = left }, cancellationToken).ConfigureAwait(false);
            rows.AddRange(part.Rows);
            if (!part.HasMore || rows.Count == query.Limit)
            {
                return new(rows, part.HasMore);
            }

            after = (rows[^1].Key.Namespace, rows[^1].ObjectName);
        }
    }

    /// <summary>The store's rows; when it is away, what this silo showed last: for answers that name such clusters.</summary>
    /// <exception cref="StorageUnavailableException">Neither is to be had.</exception>
    private async ValueTask<IReadOnlyList<ShardSnapshot>> ReadTableAsync(IReadOnlyList<string> clusters, CancellationToken cancellationToken)
    {
        try
        {
            return await table.ReadAsync(clusters, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageUnavailableException) when (clusters.All(cluster => LastShown(cluster) is not null))
        {
            return [.. clusters.SelectMany(cluster => LastShown(cluster)!)];
        }
    }

    private List<ShardSnapshot>? LastShown(string cluster)
    {
        var shown = registry.Find(cluster)?.Slots.Select(slot => slot.Snapshot).OfType<ShardSnapshot>().ToList();
        return shown?.Count > 0 ? shown : null;
    }
}
