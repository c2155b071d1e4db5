using System.Text;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Resources.Clusters;

namespace Fleet.Resources.Tests.Clusters;

public sealed class ClusterKindTests
{
    private const string Spec = """{"credentials":{"inCluster":true}}""";

    private readonly FleetApi _api = new();

    [Fact]
    public async Task Created_cluster_has_defaults_a_generation_and_its_finalizer()
    {
        var cluster = await _api.CreateAsync(FleetKinds.Clusters, "prod-eu", Spec);
        Assert.Equal("observe", cluster["spec"u8]["access"u8].AsString());
        Assert.Equal("keep", cluster["spec"u8]["removal"u8].AsString());
        Assert.Equal(1, cluster["metadata"u8]["generation"u8].AsInt64());
        Assert.Equal(["fleetengine.io/cluster"], cluster["metadata"u8]["finalizers"u8].Items.ToList().Select(item => item.AsString()));
    }

    [Theory]
    [InlineData("""{"metadata":{"finalizers":null}}""", """["fleetengine.io/cluster"]""")]
    [InlineData("""{"metadata":{"finalizers":[]}}""", """["fleetengine.io/cluster"]""")]
    [InlineData("""{"metadata":{"finalizers":["example.io/hold"]}}""", """["example.io/hold","fleetengine.io/cluster"]""")]
    public async Task Finalizer_a_client_takes_it_away_is_put_back(string patch, string expected)
    {
        await _api.CreateAsync(FleetKinds.Clusters, "prod-eu", Spec);
        await PatchAsync(patch);
        await PatchAsync(patch, "status");
        var cluster = await _api.Service.FindAsync(_api.Target(FleetKinds.Clusters, "prod-eu"), default);
        Assert.Equal(expected, cluster!["metadata"u8]["finalizers"u8].ToString());
    }

    [Fact]
    public async Task Finalizer_a_client_takes_it_away_from_a_deleted_cluster_holds_it_still()
    {
        await _api.CreateAsync(FleetKinds.Clusters, "prod-eu", Spec);
        var deleted = await _api.Service.DeleteAsync(FleetApi.Client, _api.Target(FleetKinds.Clusters, "prod-eu"), DeleteOptions.Default, default);
        Assert.False(deleted.Removed);
        await PatchAsync("""{"metadata":{"finalizers":null}}""");
        var again = await _api.Service.DeleteAsync(FleetApi.Client, _api.Target(FleetKinds.Clusters, "prod-eu"), DeleteOptions.Default, default);
        Assert.False(again.Removed);
        Assert.NotNull(await _api.Service.FindAsync(_api.Target(FleetKinds.Clusters, "prod-eu"), default));
    }

    [Theory]
    [InlineData("a.b", Spec, "metadata.name: Invalid value: \"a.b\": must not contain dots")]
    [InlineData("a", "{}", "spec.credentials: Required value")]
    [InlineData("a", """{"credentials":{}}""", "spec.credentials: Required value: exactly one of kubeconfig, kubeconfigFile, inCluster, eks, aks, gke must be given")]
    [InlineData("a", """{"credentials":{"inCluster":false}}""", "spec.credentials: Required value")]
    [InlineData("a", """{"credentials":{"inCluster":true,"kubeconfigFile":{"path":"/k"}}}""", "spec.credentials.inCluster: Forbidden: kubeconfigFile is given already")]
    [InlineData("a", """{"credentials":{"kubeconfigFile":{"path":"k"}}}""", "spec.credentials.kubeconfigFile.path: Invalid value: \"k\": must be an absolute path")]
    [InlineData("a", """{"credentials":{"inCluster":true},"access":"own"}""", "spec.access: Unsupported value: \"own\": supported values: \"observe\", \"manage\"")]
    [InlineData("a", """{"credentials":{"inCluster":true},"removal":"drop"}""", "spec.removal: Unsupported value: \"drop\"")]
    [InlineData("a", """{"credentials":{"eks":{"cluster":"c","region":"nowhere","endpoint":"https://e","caData":""}}}""", "spec.credentials.eks.region: Invalid value: \"nowhere\"")]
    [InlineData("a", """{"credentials":{"inCluster":true},"kinds":[{"group":"a.io","version":"v1","kind":"A"},{"group":"a.io","version":"v2","kind":"A"}]}""", "spec.kinds[1]: Duplicate value")]
    public async Task Cluster_that_breaks_a_rule_is_refused_with_field_and_value(string name, string spec, string expected) =>
        Assert.Contains(expected, await _api.RefusalAsync(FleetKinds.Clusters, name, spec));

    [Fact]
    public async Task Unknown_field_is_refused_by_strict_clients()
    {
        var error = await Assert.ThrowsAsync<ApiException>(() => _api.CreateAsync(FleetKinds.Clusters, "a", """{"credentials":{"inCluster":true},"acess":"manage"}"""));
        Assert.Contains("unknown field \"spec.acess\"", error.Message);
    }

    [Fact]
    public async Task Spec_and_status_are_written_apart()
    {
        await _api.CreateAsync(FleetKinds.Clusters, "a", Spec);
        var written = await WriteStatusAsync("a", new ClusterStatus { Version = "v1.34.2", Nodes = 3, Conditions = [new("Ready", true, "AllGood")] });
        Assert.Equal("v1.34.2", written["status"u8]["version"u8].AsString());
        Assert.Equal(1, written["metadata"u8]["generation"u8].AsInt64());
        var changed = await _api.Service.MutateAsync(
            FleetApi.Client,
            _api.Target(FleetKinds.Clusters, "a"),
            value =>
            {
                value["spec"]!["access"] = "manage";
                value["status"] = DocumentNode.Object();
                return true;
            },
            default);
        Assert.Equal(2, changed!.Object["metadata"u8]["generation"u8].AsInt64());
        Assert.Equal("v1.34.2", changed.Object["status"u8]["version"u8].AsString());
    }

    [Fact]
    public void Condition_keeps_its_transition_time_while_its_status_stays()
    {
        var cluster = DocumentNode.Object();
        var start = DateTimeOffset.UnixEpoch;
        Assert.True(new ClusterStatus { Conditions = [new("Ready", false, "Down")] }.ApplyTo(cluster, start));
        Assert.False(new ClusterStatus { Conditions = [new("Ready", false, "Down")] }.ApplyTo(cluster, start.AddHours(1)));
        Assert.True(new ClusterStatus { Conditions = [new("Ready", false, "StillDown")] }.ApplyTo(cluster, start.AddHours(2)));
        Assert.Equal("1970-01-01T00:00:00Z", Transition(cluster));
        Assert.True(new ClusterStatus { Conditions = [new("Ready", true, "Up")] }.ApplyTo(cluster, start.AddHours(3)));
        Assert.Equal("1970-01-01T03:00:00Z", Transition(cluster));

        static string? Transition(DocumentNode cluster) => cluster.ToValue()["status"u8]["conditions"u8][0]["lastTransitionTime"u8].AsString();
    }

    [Fact]
    public void Spec_is_read_with_its_source()
    {
        var spec = ClusterSpec.Read(Document.Parse("""
            {"spec":{"context":"c","access":"manage","removal":"delete","paused":true,"kinds":[{"group":"argoproj.io","version":"v1alpha1","kind":"Rollout"}],
             "credentials":{"eks":{"cluster":"k","region":"eu-west-1","endpoint":"https://e","caData":"Y2E="}}}}
            """).Root);
        Assert.Equal((ClusterAccess.Manage, ClusterRemoval.Delete, true, "c"), (spec.Access, spec.Removal, spec.IsPaused, spec.Context));
        Assert.Equal(new GroupVersionKind("argoproj.io", "v1alpha1", "Rollout"), Assert.Single(spec.Kinds));
        Assert.Equal(new ClusterCredentials.Eks("k", "eu-west-1", "", "https://e", "Y2E="), spec.Credentials);
    }

    [Fact]
    public void Table_shows_readiness_counts_and_age()
    {
        var table = _api.Catalog.Find(FleetKinds.Clusters)!.Table!;
        Assert.Equal(
            ["Name", "Ready", "Version", "Nodes", "Workloads", "Healthy", "Access", "Age"],
            table.Columns.Where(column => column.Priority == 0).Select(column => column.Name));
        using var cells = new DocumentBuilder();
        cells.StartArray();
        table.WriteCells(
            cells,
            Document.Parse("""
                {"metadata":{"name":"a","creationTimestamp":"2026-11-25T00:00:00Z"},"spec":{"access":"observe"},
                 "status":{"version":"v1.34.2","nodes":3,"workloads":{"total":50,"healthy":48},"conditions":[{"type":"Ready","status":"True"}]}}
                """).Root,
            _api.Time.GetUtcNow());
        Assert.Equal(
            """["a","True","v1.34.2",3,50,48,"observe","120m","<none>","<unknown>","<none>","<none>"]""", cells.EndArray().Build().ToString());
    }

    /// <summary>A merge patch of <c>prod-eu</c>.</summary>
    private async Task PatchAsync(string patch, string? subresource = null) => await _api.Service.PatchAsync(
        FleetApi.Client, _api.Target(FleetKinds.Clusters, "prod-eu", subresource), new Patch(PatchType.Merge, Encoding.UTF8.GetBytes(patch)), default);

    private async Task<Document> WriteStatusAsync(string name, ClusterStatus status) => (await _api.Service.MutateAsync(
        FleetApi.Client, _api.Target(FleetKinds.Clusters, name, "status"), value => status.ApplyTo(value, _api.Time.GetUtcNow()), default))!.Object;
}
