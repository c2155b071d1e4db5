using Fleet.Api.Identity;
using Fleet.Inventory.Queries;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Resources;

namespace Fleet.Api.Storage;

/// <summary>
/// Lists of workloads as they were at one version of the log. The inventory answers with what is now, which is at least that; every workload that changed
/// since is put back to what it was by the history. So pages of one list show one state, however much happens between them.
/// </summary>
internal sealed class WorkloadLists(WatchCache cache, IWorkloadReader reader)
{
    public async ValueTask<StoredObject?> FindAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (await reader.FindAsync(key.Namespace, key.Name, cancellationToken).ConfigureAwait(false) is not { } row)
        {
            return null;
        }

        await cache.WaitForAsync(row.Version, cancellationToken).ConfigureAwait(false);
        return Stamp(Row(row));
    }

    /// <exception cref="StoreExpiredException">The version is older than the kept history.</exception>
    /// <exception cref="ApiException">400: a selector the inventory refuses.</exception>
    public async ValueTask<StorePage> ListAsync(StoreListQuery query, CancellationToken cancellationToken)
    {
        // Before the inventory is asked: what it answers is at least this.
        var version = query.AtVersion ?? cache.Position;
        var found = new List<StoredObject>();
        var after = query.After;
        while (true)
        {
            var limit = query.Limit == 0 ? 0 : query.Limit - found.Count;
            var page = await ReadAsync(query, after, limit, cancellationToken).ConfigureAwait(false);
            (string Namespace, string Name)? end = page.HasMore ? (page.Rows[^1].Key.Namespace, page.Rows[^1].ObjectName) : null;
            var stretch = AsOf(version, query, page.Rows, after, end);
            var fits = limit == 0 ? stretch.Count : Math.Min(limit, stretch.Count);
            found.AddRange(stretch.Take(fits).Select(Stamp));
            if (fits < stretch.Count || !page.HasMore || (limit > 0 && fits == limit))
            {
                return new StorePage(version, found, null, fits < stretch.Count || page.HasMore);
            }

            after = end;
        }
    }

    private async ValueTask<WorkloadPage> ReadAsync(StoreListQuery query, (string Namespace, string Name)? after, int limit, CancellationToken cancellationToken)
    {
        try
        {
            var page = await reader.ListAsync(
                new WorkloadListQuery(query.Namespace)
                {
                    After = after,
                    Limit = limit,
                    LabelSelector = query.LabelSelector,
                    FieldSelector = query.FieldSelector,
                    Scope = query.Visible is WorkloadVisibility visible ? visible.Scope : WorkloadScope.Everything,
                },
                cancellationToken).ConfigureAwait(false);

            // What the inventory shows already the history must know, or it could not be taken back.
            await cache.CatchUpAsync(cancellationToken).ConfigureAwait(false);
            await cache.WaitForAsync(page.Rows.Count == 0 ? 0 : page.Rows.Max(row => row.Version), cancellationToken).ConfigureAwait(false);
            return page;
        }
        catch (WorkloadQueryException error)
        {
            throw StatusError.BadRequest(error.Message);
        }
    }

    /// <summary>The part of a list between two keys (exclusive, inclusive; null for open) as it was at a version, in order.</summary>
    private List<StoredObject> AsOf(
        long version, StoreListQuery query, IReadOnlyList<Workload> rows, (string Namespace, string Name)? after, (string Namespace, string Name)? end)
    {
        var changed = new Dictionary<ObjectKey, StoredObject?>();
        foreach (var change in cache.Objects.Feed.After(version, FleetKinds.Workloads.GroupResource))
        {
            changed.TryAdd(change.Object.Key, change.Previous);
        }

        var current = rows.Select(Row).Where(row => !changed.ContainsKey(row.Key));
        if (changed.Count == 0)
        {
            return [.. current];
        }

        var restored = changed.Values.OfType<StoredObject>().Where(stored =>
            (query.Namespace is null || stored.Key.Namespace == query.Namespace)
            && (after is not { } low || Compare(stored.Key, low) > 0)
            && (end is not { } high || Compare(stored.Key, high) <= 0)
            && (query.Filter is null || query.Filter(stored)));
        return [.. current.Concat(restored).OrderBy(stored => stored.Key, KeyOrder.Instance)];
    }

    private static StoredObject Row(Workload row) =>
        new(new ObjectKey(FleetKinds.Workloads.GroupResource, row.Key.Namespace, row.ObjectName), row.Version, row.Document);

    private static StoredObject Stamp(StoredObject stored) => DeclaredForm.Stamp(stored.Key, stored.ResourceVersion, stored.Document);

    private static int Compare(ObjectKey key, (string Namespace, string Name) other) => ObjectKey.Compare(key.Namespace, key.Name, other.Namespace, other.Name);

    private sealed class KeyOrder : IComparer<ObjectKey>
    {
        public static readonly KeyOrder Instance = new();

        public int Compare(ObjectKey x, ObjectKey y) => ObjectKey.Compare(x.Namespace, x.Name, y.Namespace, y.Name);
    }
}
