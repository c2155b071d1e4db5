using Fleet.Api.Access;
using Fleet.Api.Identity;
using Fleet.Api.Storage;
using Fleet.Inventory.Queries;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Api;
using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Documents;
using Fleet.Resources;
using Fleet.Storage.Log;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Api.Tests.Watching;

/// <summary>A fleet of two clusters whose silo can crash, come back, and lose a cluster to another.</summary>
internal sealed class ModelFleet : IAsyncDisposable
{
    public static readonly string[] Clusters = ["east", "west"];

    private static readonly string[] Places = ["a", "a-b", "b"];

    private readonly IModelStore _store;
    private readonly WatchCacheOptions _options;
    private readonly ResourceCatalog _catalog;
    private readonly Dictionary<string, Fence> _fences = [];
    private readonly Dictionary<WorkloadKey, Document> _members = [];

    private ModelFleet(IModelStore store, WatchCacheOptions options, ResourceCatalog catalog)
    {
        _store = store;
        _options = options;
        _catalog = catalog;
        Reader = new TableReader(() => _store.Store, Clusters);
    }

    public static FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 25, 2, 0, 0, TimeSpan.Zero));

    public TableReader Reader { get; }

    public WatchCache Cache { get; private set; } = null!;

    public ResourceService Service { get; private set; } = null!;

    public IFleetStore Store => _store.Store;

    /// <summary>jane sees the east only.</summary>
    public static WorkloadScope EastOnly { get; } = new([new WorkloadGrant(new HashSet<string> { "east" }, null)]);

    public static async Task<ModelFleet> StartAsync(IModelStore store, ResourceCatalog catalog, int history)
    {
        var fleet = new ModelFleet(store, new WatchCacheOptions { Count = history }, catalog);
        await fleet.OpenAsync();
        foreach (var cluster in Clusters)
        {
            fleet._fences[cluster] = new Fence(cluster, await store.Store.AcquireAsync(cluster, "one", default));
        }

        return fleet;
    }

    public ResourceTarget Target(Kubernetes.Resources.GroupVersionResource resource, string? place = null, string? name = null) =>
        new(_catalog.Find(resource)!, place, name);

    /// <summary>Something happens in a member cluster. Its owner publishes it, or nobody looks.</summary>
    public async Task ChangeMemberAsync(int detail, bool isSeen)
    {
        var key = TestWorkloads.Key(Clusters[detail % 2], Places[detail / 2 % 3], $"w{detail / 6 % 4}");
        var what = detail / 24 % 6;
        if (what == 0)
        {
            _members.Remove(key);
        }
        else
        {
            _members[key] = TestWorkloads.Document(key, what % 2 == 0 ? "t" : "u", what < 3, detail);
        }

        if (isSeen)
        {
            await PublishAsync(key.Cluster);
        }
    }

    /// <summary>The owner brings the table in line with what it sees: the same after a change and after a move.</summary>
    public async Task PublishAsync(string cluster)
    {
        var mutations = new List<Mutation>();
        var published = new HashSet<WorkloadKey>();
        await foreach (var record in Store.ReadAsync(cluster, null, default))
        {
            var key = TestWorkloads.Row(record).Key;
            published.Add(key);
            var member = _members.GetValueOrDefault(key);
            if (member is null || !member.Root.DeepEquals(record.Document.Root))
            {
                mutations.Add(new Mutation(record.Key, member));
            }
        }

        mutations.AddRange(_members.Where(pair => pair.Key.Cluster == cluster && !published.Contains(pair.Key)).Select(pair => new Mutation(TestWorkloads.RecordKey(pair.Key), pair.Value)));
        if (mutations.Count > 0)
        {
            await Store.CommitAsync(new FleetCommit { Mutations = mutations, Fence = _fences[cluster], Events = [Document.EmptyObject] }, default);
        }
    }

    /// <summary>Another silo takes a cluster over; the old owner may write no more.</summary>
    public async Task MoveAsync(int detail)
    {
        var cluster = Clusters[detail % 2];
        var old = _fences[cluster];
        await ChangeMemberAsync(detail, isSeen: false);
        _fences[cluster] = new Fence(cluster, await Store.AcquireAsync(cluster, "two", default));
        var late = new Mutation(TestWorkloads.RecordKey(TestWorkloads.Key(cluster, "a", "late")), Document.EmptyObject);
        await Assert.ThrowsAsync<FencedException>(async () => await Store.CommitAsync(new FleetCommit { Mutations = [late], Fence = old }, default));
        await PublishAsync(cluster);
        await Cache.CatchUpAsync(default);
        Assert.Equal(_fences[cluster].Epoch, Cache.OwnershipOf(cluster)?.Epoch);
    }

    /// <summary>Creates, changes or deletes a declared object through the API.</summary>
    public async Task DeclareAsync(int detail)
    {
        var target = Target(FleetKinds.Projects, null, $"p{detail % 4}");
        var kind = detail / 4 % 4;
        var context = Context(UserInfo.System);
        if (await Service.FindAsync(target, default) is null)
        {
            var body = Document.Parse($$"""{"metadata":{"name":"{{target.Name}}","labels":{"set":"{{(kind % 2 == 0 ? "t" : "u")}}"} },"spec":{} }""");
            await Service.CreateAsync(context, target with { Name = null }, body, default);
        }
        else if (kind == 0)
        {
            await Service.DeleteAsync(context, target, new DeleteOptions(), default);
        }
        else
        {
            var patch = $$"""{"metadata":{"labels":{"set":"{{(kind == 1 ? "t" : "u")}}"} },"spec":{"description":"{{detail}}"} }""";
            await Service.PatchAsync(context, target, new Patch(PatchType.Merge, System.Text.Encoding.UTF8.GetBytes(patch)), default);
        }
    }

    /// <summary>The process ends at once; a new one opens what it left.</summary>
    public async Task CrashAsync()
    {
        await Cache.StopAsync(default);
        Cache.Dispose();
        await _store.ReopenAsync();
        await OpenAsync();
    }

    public static RequestContext Context(UserInfo user) => new(user) { FieldManager = "test" };

    public async ValueTask DisposeAsync()
    {
        await Cache.StopAsync(default);
        Cache.Dispose();
        await _store.DisposeAsync();
    }

    private async Task OpenAsync()
    {
        Cache = new WatchCache(Store, Time, _options, NullLogger<WatchCache>.Instance);
        await Cache.StartAsync(default);
        Service = new ResourceService(
            new FleetResourceStore(Store, Cache, Reader, Time), _catalog, Time, new ResourceServiceOptions { Visibility = new FleetVisibility(new JaneSeesTheEast()) });
    }

    private sealed class JaneSeesTheEast : IAccessScopes
    {
        public ProjectScope? ProjectsOf(UserInfo user) => null;

        public WorkloadScope ScopeOf(UserInfo user) => user.Name == "jane" ? EastOnly : WorkloadScope.Everything;
    }
}
