using System.Globalization;
using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Schemas;
using Fleet.Testing;

namespace Fleet.EndToEnd.Tests;

/// <summary>Our own client against a simulated cluster, through a network that breaks.</summary>
public sealed class ClientTests(ProxiedCluster cluster) : IClassFixture<ProxiedCluster>, IAsyncLifetime
{
    private static readonly GroupVersionResource ConfigMaps = new("", "v1", "configmaps");
    private static readonly GroupVersionKind ConfigMap = new("", "v1", "ConfigMap");

    private readonly KubernetesApiClient _direct = cluster.Direct;
    private readonly KubernetesApiClient _client = cluster.Client;
    private readonly CuttableProxy _proxy = cluster.Proxy;

    /// <summary>The ConfigMaps of this test's own namespace.</summary>
    private ResourceAddress Collection { get; set; }

    public async Task InitializeAsync() => Collection = new ResourceAddress(ConfigMaps, await cluster.NewNamespaceAsync());

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_thousand_objects_are_listed_and_a_cut_watch_resumes_without_listing_again(bool streaming)
    {
        await Parallel.ForAsync(0, 1000, async (i, token) => await _direct.CreateAsync(Collection, Map($"m{i}", "0"), cancellationToken: token));
        var truth = await _direct.ListAsync(Collection, ConfigMap, new() { Limit = 100 });
        Assert.True(truth.Count >= 1000);
        await using var mirror = new Mirror(new Reflector(_client, Options(streaming)));
        await ProxiedCluster.UntilAsync(() => mirror.Objects.Count == truth.Count && mirror.Status.HasSynced);

        _proxy.IsDown = true;
        _proxy.Cut();
        await ProxiedCluster.UntilAsync(() => mirror.Status.State == ReflectorState.BackingOff);
        await _direct.DeleteAsync(Collection.WithName("m1"));
        await _direct.ApplyAsync(Collection.WithName("m2"), Map("m2", "changed"), new() { FieldManager = "test", Force = true });
        await _direct.CreateAsync(Collection, Map("new", "1"));
        _proxy.IsDown = false;
        await ProxiedCluster.UntilAsync(() => mirror.Objects.ContainsKey("new"));
        Assert.False(mirror.Objects.ContainsKey("m1"));
        Assert.Equal("changed", mirror.Objects["m2"]["data"u8]["v"u8].AsString());
        Assert.Equal(1, mirror.Status.Lists);
        Assert.Equal(0, mirror.Tombstones);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_storm_of_410_loses_no_deletion(bool streaming)
    {
        await Parallel.ForAsync(0, 20, async (i, token) => await _direct.CreateAsync(Collection, Map($"m{i}", "0"), cancellationToken: token));
        await using var mirror = new Mirror(new Reflector(_client, Options(streaming), random: () => 0));
        await ProxiedCluster.UntilAsync(() => mirror.Status.HasSynced);
        await cluster.FaultAsync("gone-storm", on: true);
        _proxy.Cut();
        await ProxiedCluster.UntilAsync(() => mirror.Status.LastError is KubernetesApiException { IsExpired: true });
        await _direct.DeleteAsync(Collection.WithName("m3"));
        await _direct.DeleteAsync(Collection.WithName("m4"));
        await _direct.CreateAsync(Collection, Map("m4", "anew"));
        await cluster.FaultAsync("gone-storm", on: false);
        await SameAsync(mirror);
        Assert.True(mirror.Tombstones >= 2 && mirror.Status.Lists >= 2, $"{mirror.Tombstones} tombstones; {mirror.Status}");
    }

    [Fact]
    public async Task An_api_that_is_down_is_waited_for_and_what_happened_meanwhile_is_seen()
    {
        await using var mirror = new Mirror(new Reflector(_client, Options(streaming: true), random: () => 0));
        await ProxiedCluster.UntilAsync(() => mirror.Status.HasSynced);
        await _direct.CreateAsync(Collection, Map("before", "0"));
        await ProxiedCluster.UntilAsync(() => mirror.Objects.ContainsKey("before"));
        await cluster.FaultAsync("api-down", on: true);
        await ProxiedCluster.UntilAsync(() => mirror.Status.LastError is KubernetesApiException { IsTransient: true });
        Assert.True(mirror.Objects.ContainsKey("before"));
        await cluster.FaultAsync("api-down", on: false);
        await _direct.DeleteAsync(Collection.WithName("before"));
        await ProxiedCluster.UntilAsync(() => !mirror.Objects.ContainsKey("before"));
        Assert.Equal(0, mirror.Tombstones);
    }

    [Fact]
    public async Task Whatever_happens_to_the_network_the_mirror_ends_equal_to_the_truth()
    {
        var random = new Random(4711);
        await using var mirror = new Mirror(new Reflector(_client, Options(streaming: true), random: () => 0));
        for (var i = 0; i < TestLength.Of(400, inLongRuns: 20_000); i++)
        {
            var name = $"m{random.Next(30)}";
            switch (random.Next(8))
            {
                case 0:
                    await IgnoreMissingAsync(_direct.DeleteAsync(Collection.WithName(name)));
                    break;
                case 1 when i % 5 == 0:
                    _proxy.Cut();
                    break;
                default:
                    await _direct.ApplyAsync(Collection.WithName(name), Map(name, i.ToString(CultureInfo.InvariantCulture)), new() { FieldManager = "test", Force = true });
                    break;
            }
        }

        await SameAsync(mirror);
    }

    [Fact]
    public async Task Apply_conflicts_name_the_manager_and_preconditions_protect()
    {
        var created = await _client.ApplyAsync(Collection.WithName("owned"), Map("owned", "1"), new() { FieldManager = "one" });
        var uid = created["metadata"u8]["uid"u8].AsString();
        var conflict = await Assert.ThrowsAsync<KubernetesApiException>(() => _client.ApplyAsync(Collection.WithName("owned"), Map("owned", "2"), new() { FieldManager = "two" }));
        Assert.True(conflict.IsConflict);
        Assert.Equal("FieldManagerConflict", Assert.Single(conflict.Causes).Reason);
        Assert.Equal(".data.v", conflict.Causes[0].Field);
        Assert.Contains("\"one\"", conflict.Causes[0].Message, StringComparison.Ordinal);

        var dry = await _client.ApplyAsync(Collection.WithName("owned"), Map("owned", "2"), new() { FieldManager = "two", Force = true, DryRun = true, Uid = uid });
        Assert.Equal("2", dry["data"u8]["v"u8].AsString());
        Assert.Equal("1", (await _client.GetAsync(Collection.WithName("owned")))["data"u8]["v"u8].AsString());
        Assert.True((await Assert.ThrowsAsync<KubernetesApiException>(() => _client.ApplyAsync(Collection.WithName("owned"), Map("owned", "2"), new() { FieldManager = "one", Uid = Guid.Empty.ToString() }))).IsPreconditionFailed);
        Assert.True((await Assert.ThrowsAsync<KubernetesApiException>(() => _client.ApplyAsync(Collection.WithName("owned"), Map("owned", "2"), new() { FieldManager = "one", ResourceVersion = "1" }))).IsPreconditionFailed);
        Assert.True((await Assert.ThrowsAsync<KubernetesApiException>(() => _client.DeleteAsync(Collection.WithName("owned"), new() { Uid = Guid.Empty.ToString() }))).IsPreconditionFailed);
        await _client.DeleteAsync(Collection.WithName("owned"), new() { Uid = uid, PropagationPolicy = "Background" });
        Assert.True((await Assert.ThrowsAsync<KubernetesApiException>(() => _client.GetAsync(Collection.WithName("owned")))).IsNotFound);
    }

    [Fact]
    public async Task Discovery_and_schemas_of_the_cluster_are_read()
    {
        var discovery = await _client.DiscoverAsync();
        Assert.True(discovery.IsAggregated);
        Assert.Empty(discovery.Failures);
        Assert.Equal("deployments", discovery.Find(new GroupKind("apps", "Deployment"))!.Resource.Resource);
        var schemas = new ClusterSchemas(_client, new OpenApiSchemaCache());
        await schemas.LoadAsync(["apps/v1", "v1"]);
        Assert.Equal(["containerPort", "protocol"], schemas.Find(new GroupVersionKind("apps", "v1", "Deployment"))!.At("spec", "template", "spec", "containers", "ports")!.MapKeys);
        Assert.Equal(SchemaKind.Map, schemas.Find(ConfigMap)!.At("data")!.Kind);
        Assert.Equal(1, (await _client.GetVersionAsync()).Major);
    }

    private ReflectorOptions Options(bool streaming) => new() { Resource = ConfigMaps, Kind = ConfigMap, Namespace = Collection.Namespace, PageSize = 100, StreamingList = streaming };

    private static Document Map(string name, string value) =>
        Document.Parse($$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{name}}"},"data":{"v":"{{value}}"} }""");

    private static async Task IgnoreMissingAsync(Task<Document> deleted)
    {
        try
        {
            await deleted;
        }
        catch (KubernetesApiException missing) when (missing.IsNotFound)
        {
            // Deleted before.
        }
    }

    private async Task SameAsync(Mirror mirror)
    {
        var truth = (await _direct.ListAsync(Collection, ConfigMap)).ToDictionary(item => item["metadata"u8]["name"u8].AsString("")!, item => item);
        await ProxiedCluster.UntilAsync(() => mirror.Objects.Count == truth.Count && truth.All(item =>
            mirror.Objects.TryGetValue(item.Key, out var seen) && seen["metadata"u8]["resourceVersion"u8].AsString() == item.Value["metadata"u8]["resourceVersion"u8].AsString()));
        Assert.All(truth, item => Assert.True(item.Value.Root.DeepEquals(mirror.Objects[item.Key].Root), $"{item.Value} is not {mirror.Objects[item.Key]}"));
    }
}
