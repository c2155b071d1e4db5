using Fleet.Inventory.Queries;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Resources;
using Fleet.Storage.Log;

namespace Fleet.Api.Storage;

/// <summary>
/// The fleet as the API's store: declared objects are read from the <see cref="WatchCache"/> and written to the <see cref="IFleetStore"/> together with the
/// events and the audit entry the write means; workloads are read from the inventory and written by nobody here. Versions are positions of the fleet log.
/// </summary>
public sealed class FleetResourceStore : IResourceStore
{
    /// <summary>A write that is stored and not known here after so long is answered as timed out; a version nobody knows as expired.</summary>
    private static readonly TimeSpan VisibleWithin = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan HandedOutWithin = TimeSpan.FromSeconds(3);

    private readonly IFleetStore _store;
    private readonly WatchCache _cache;
    private readonly WorkloadLists _workloads;
    private readonly IWriteAudit? _audit;
    private readonly IReadOnlyList<IWriteCompanion> _companions;
    private readonly TimeProvider _time;

    /// <param name="store">What is written to.</param>
    /// <param name="cache">What this process knows of it.</param>
    /// <param name="workloads">The inventory.</param>
    /// <param name="time">Of events.</param>
    /// <param name="audit">Makes audit entries; null for none.</param>
    /// <param name="companions">What goes with writes.</param>
    public FleetResourceStore(
        IFleetStore store, WatchCache cache, IWorkloadReader workloads, TimeProvider time, IWriteAudit? audit = null, IEnumerable<IWriteCompanion>? companions = null)
    {
        _store = store;
        _cache = cache;
        _workloads = new WorkloadLists(cache, workloads);
        _time = time;
        _audit = audit;
        _companions = [.. companions ?? []];
    }

    public long CurrentVersion => _cache.Position;

    public async ValueTask<bool> CatchUpAsync(long version, CancellationToken cancellationToken)
    {
        try
        {
            await _cache.WaitForAsync(version, cancellationToken).WaitAsync(HandedOutWithin, _time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    public ValueTask<StoredObject?> GetAsync(ObjectKey key, CancellationToken cancellationToken) =>
        IsWorkload(key.Resource) ? _workloads.FindAsync(key, cancellationToken) : new(_cache.Find(key));

    public ValueTask<StorePage> ListAsync(StoreListQuery query, CancellationToken cancellationToken) =>
        IsWorkload(query.Resource) ? _workloads.ListAsync(query, cancellationToken) : new(_cache.Objects.List(query));

    public IStoreWatch Watch(GroupResource? resource, string? namespaceName, long afterVersion) => _cache.Watch(resource, namespaceName, afterVersion);

    public ValueTask<StoredObject> CreateAsync(ObjectKey key, Document document, CancellationToken cancellationToken) =>
        WriteAsync(new WriteRecord(StoreEventType.Added, key, null, document), 0, cancellationToken);

    public ValueTask<StoredObject> UpdateAsync(ObjectKey key, long expectedVersion, Document document, CancellationToken cancellationToken) =>
        WriteAsync(new WriteRecord(StoreEventType.Modified, key, Known(key, expectedVersion), document), expectedVersion, cancellationToken);

    public ValueTask<StoredObject> DeleteAsync(ObjectKey key, long expectedVersion, CancellationToken cancellationToken) =>
        WriteAsync(new WriteRecord(StoreEventType.Deleted, key, Known(key, expectedVersion), null), expectedVersion, cancellationToken);

    private static bool IsWorkload(GroupResource resource) => resource == FleetKinds.Workloads.GroupResource;

    /// <summary>The state a write replaces. The writer read it here, so it is here unless others wrote meanwhile.</summary>
    private Document Known(ObjectKey key, long expectedVersion)
    {
        var current = _cache.Find(key);
        return current?.ResourceVersion == expectedVersion ? current.Document : throw new StoreConflictException(key, current);
    }

    private async ValueTask<StoredObject> WriteAsync(WriteRecord write, long expectedVersion, CancellationToken cancellationToken)
    {
        if (IsWorkload(write.Key.Resource))
        {
            throw StatusError.MethodNotAllowed(write.Key.Resource, "write");
        }

        var bare = write.After is { } after ? VersionStamp.Remove(after) : null;
        List<Mutation> mutations = [new Mutation(new RecordKey(RecordKey.Declared, write.Key), bare) { ExpectedVersion = expectedVersion }];
        foreach (var companion in _companions)
        {
            mutations.AddRange(await companion.OfAsync(write, cancellationToken).ConfigureAwait(false));
        }

        var commit = new FleetCommit
        {
            Mutations = mutations,
            Events = [.. ResourceEvents.Of(write, _time.GetUtcNow())],
            Audit = _audit?.EntryOf(write) is { } entry ? [entry] : [],
        };
        var version = (await CommitAsync(commit, write.Key, cancellationToken).ConfigureAwait(false)).VersionOf(0);
        await ShowAsync(version, cancellationToken).ConfigureAwait(false);
        return DeclaredForm.Stamp(write.Key, version, (bare ?? write.Before)!);
    }

    private async ValueTask<CommitResult> CommitAsync(FleetCommit commit, ObjectKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await _store.CommitAsync(commit, cancellationToken).ConfigureAwait(false);
        }
        catch (CommitConflictException conflict)
        {
            // The caller reads again and decides: it must not read what lost once more.
            await _cache.CatchUpAsync(cancellationToken).AsTask().WaitAsync(VisibleWithin, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            throw new StoreConflictException(key, conflict.Current is { } current ? DeclaredForm.Stamp(key, current.Version, current.Document) : null);
        }
        catch (StorageUnavailableException unavailable)
        {
            throw new ApiException(503, "ServiceUnavailable", unavailable.Message, new StatusDetails { RetryAfterSeconds = 5 }, unavailable);
        }
    }

    /// <summary>A writer sees its own write.</summary>
    private async ValueTask ShowAsync(long version, CancellationToken cancellationToken)
    {
        try
        {
            await _cache.WaitForAsync(version, cancellationToken).WaitAsync(VisibleWithin, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw StatusError.Timeout($"the write is stored at version {version} and does not show yet: this server is behind", 1);
        }
    }
}
