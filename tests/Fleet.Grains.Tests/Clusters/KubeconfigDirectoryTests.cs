using Fleet.Grains.Clusters;
using Fleet.Grains.Clusters.Conditions;
using Fleet.Grains.Clusters.Directory;
using Fleet.Kubernetes.Documents;
using Fleet.Resources;
using Fleet.Storage.Log;
using Fleet.Storage.Memory;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Grains.Tests.Clusters;

public sealed class KubeconfigDirectoryTests : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = System.IO.Directory.CreateTempSubdirectory("fleet-kubeconfigs-");
    private readonly FakeTimeProvider _time = new();
    private readonly MemoryFleetStore _store;
    private readonly KubeconfigDirectory _directory;

    public KubeconfigDirectoryTests()
    {
        _store = new MemoryFleetStore(_time);
        _directory = new KubeconfigDirectory(
            _store, Options.Create(new ClusterOptions { KubeconfigDirectory = _folder.FullName }), _time, NullLogger<KubeconfigDirectory>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        _directory.Dispose();
        await _store.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Directory_file_has_contexts_declares_a_cluster_each()
    {
        await WriteAsync("eu", "prod-eu", "Stage/EU_1");
        await _directory.ReconcileAsync(default);

        var clusters = await ClustersAsync();
        Assert.Equal(["prod-eu", "stage-eu-1"], clusters.Keys.Order(StringComparer.Ordinal));
        var stage = clusters["stage-eu-1"];
        Assert.Equal("Stage/EU_1", stage["spec"u8]["context"u8].AsString());
        Assert.Equal(Path.Combine(_folder.FullName, "eu"), stage["spec"u8]["credentials"u8]["kubeconfigFile"u8]["path"u8].AsString());
        Assert.Equal("kubeconfig-directory", stage["metadata"u8]["labels"u8]["fleetengine.io/source"].AsString());
        Assert.Equal(FleetKinds.ClusterFinalizer, stage["metadata"u8]["finalizers"u8][0].AsString());
        Assert.Equal(2, (await EventsAsync()).Count(type => type == "io.fleetengine.cluster.added"));
    }

    [Fact]
    public async Task Directory_nothing_changes_writes_nothing()
    {
        await WriteAsync("eu", "prod-eu");
        await _directory.ReconcileAsync(default);
        var head = _store.Head;
        await _directory.ReconcileAsync(default);
        Assert.Equal(head, _store.Head);
    }

    [Fact]
    public async Task Directory_file_changes_tells_its_clusters_to_read_it_again()
    {
        await WriteAsync("eu", "prod-eu");
        await _directory.ReconcileAsync(default);
        var before = (await ClustersAsync())["prod-eu"];
        await WriteAsync("eu", "prod-eu", "other");
        await _directory.ReconcileAsync(default);

        var after = (await ClustersAsync())["prod-eu"];
        Assert.NotEqual(before["metadata"u8]["annotations"u8][ClusterAnnotations.KubeconfigDigest].AsString(), after["metadata"u8]["annotations"u8][ClusterAnnotations.KubeconfigDigest].AsString());
        Assert.True(before["spec"u8].DeepEquals(after["spec"u8]));
    }

    [Fact]
    public async Task Directory_file_goes_deletes_its_cluster_after_the_delay_and_keeps_what_is_in_it()
    {
        await WriteAsync("eu", "prod-eu");
        await _directory.ReconcileAsync(default);
        File.Delete(Path.Combine(_folder.FullName, "eu"));

        await _directory.ReconcileAsync(default);
        Assert.False(IsDeleting((await ClustersAsync())["prod-eu"]));

        _time.Advance(TimeSpan.FromSeconds(11));
        await _directory.ReconcileAsync(default);
        var cluster = (await ClustersAsync())["prod-eu"];
        Assert.True(IsDeleting(cluster));
        Assert.Equal("keep", cluster["spec"u8]["removal"u8].AsString());
    }

    [Fact]
    public async Task Directory_file_is_malformed_tells_once_and_takes_the_others()
    {
        await WriteAsync("eu", "prod-eu");
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "broken"), "users: [secret-token");
        await _directory.ReconcileAsync(default);
        await _directory.ReconcileAsync(default);

        Assert.Equal(["prod-eu"], (await ClustersAsync()).Keys);
        var told = Assert.Single(await _store.ReadLogAsync(LogStream.Events, 0, 100, default), entry => entry.Document["type"u8].StringEquals("io.fleetengine.kubeconfig.malformed"u8)).Document;
        Assert.Equal("broken", told["subject"u8].AsString());
        Assert.DoesNotContain("secret-token", told.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Directory_file_becomes_malformed_keeps_its_clusters()
    {
        await WriteAsync("eu", "prod-eu");
        await _directory.ReconcileAsync(default);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "eu"), "{");
        await _directory.ReconcileAsync(default);
        _time.Advance(TimeSpan.FromMinutes(1));
        await _directory.ReconcileAsync(default);
        Assert.False(IsDeleting((await ClustersAsync())["prod-eu"]));
    }

    [Fact]
    public async Task Directory_name_is_declared_by_somebody_else_leaves_it_alone()
    {
        var theirs = Document.Parse("""{"metadata":{"name":"prod-eu"},"spec":{"credentials":{"inCluster":true}}}""");
        await _store.CommitAsync(new FleetCommit { Mutations = [new Mutation(StatusKeeper.KeyOf("prod-eu"), theirs)] }, default);
        await WriteAsync("eu", "prod-eu");
        await _directory.ReconcileAsync(default);
        Assert.True((await ClustersAsync())["prod-eu"]["spec"u8]["credentials"u8]["inCluster"u8].AsBoolean());
    }

    [Fact]
    public async Task Directory_two_files_have_a_context_of_one_name_tells_them_apart()
    {
        await WriteAsync("a", "prod");
        await WriteAsync("b", "prod");
        await _directory.ReconcileAsync(default);
        var names = (await ClustersAsync()).Keys.Order(StringComparer.Ordinal).ToList();
        Assert.Equal("prod", names[0]);
        Assert.Matches("^prod-[0-9a-f]{6}$", names[1]);
    }

    private static bool IsDeleting(Document cluster) => cluster["metadata"u8]["deletionTimestamp"u8].IsString;

    private Task WriteAsync(string file, params string[] contexts) => File.WriteAllTextAsync(Path.Combine(_folder.FullName, file), $"""
        apiVersion: v1
        kind: Config
        clusters: [{string.Join(',', contexts.Select(context => $"{{name: \"{context}\", cluster: {{server: \"https://127.0.0.1:1\"}}}}"))}]
        contexts: [{string.Join(',', contexts.Select(context => $"{{name: \"{context}\", context: {{cluster: \"{context}\"}}}}"))}]
        """);

    private async Task<Dictionary<string, Document>> ClustersAsync()
    {
        var found = new Dictionary<string, Document>(StringComparer.Ordinal);
        await foreach (var record in _store.ReadAsync(RecordKey.Declared, FleetKinds.Clusters.GroupResource, default))
        {
            found.Add(record.Key.Object.Name, record.Document);
        }

        return found;
    }

    private async Task<IReadOnlyList<string>> EventsAsync() => [.. (await _store.ReadLogAsync(LogStream.Events, 0, 100, default)).Select(entry => entry.Document["type"u8].AsString(""))];
}
