using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Yaml;
using Fleet.Resources.Clusters;
using Fleet.Simulator.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fleet.Resources.Tests.Clusters;

public sealed class AccessManifestsTests : IAsyncLifetime
{
    private static readonly GroupVersionResource Deployments = new("apps", "v1", "deployments");
    private static readonly GroupVersionResource Secrets = new("", "v1", "secrets");
    private static readonly GroupVersionResource Reviews = new("authorization.k8s.io", "v1", "selfsubjectaccessreviews");

    private SimulatedFleet _fleet = null!;

    public async Task InitializeAsync() => _fleet = await SimulatedFleet.StartAsync(new SimulatorOptions { Workloads = 3 }, NullLoggerFactory.Instance, default);

    public async Task DisposeAsync() => await _fleet.DisposeAsync();

    [Fact]
    public async Task Observe_lets_the_service_account_read_what_is_followed_and_nothing_else()
    {
        using var fleet = await GrantAsync(ClusterAccess.Observe);
        var client = new KubernetesApiClient(fleet);

        Assert.Equal(3, (await client.ListAsync(new(Deployments), new("apps", "v1", "Deployment"))).Count);
        Assert.Empty(await MissingAsync(client, AccessManifests.Permissions(ClusterAccess.Observe)));
        await AssertForbiddenAsync(() => client.ListAsync(new(Secrets), new("", "v1", "Secret")));
        await AssertForbiddenAsync(() => client.CreateAsync(new(Deployments, "default"), Deployment()));
        await AssertForbiddenAsync(() => client.DeleteAsync(new(Deployments, "default", "web")));
        Assert.NotEmpty(await MissingAsync(client, AccessManifests.Permissions(ClusterAccess.Manage)));
    }

    [Fact]
    public async Task Manage_lets_the_service_account_write_workloads_but_neither_secrets_nor_rights()
    {
        using var fleet = await GrantAsync(ClusterAccess.Manage);
        var client = new KubernetesApiClient(fleet);

        Assert.Empty(await MissingAsync(client, AccessManifests.Permissions(ClusterAccess.Manage)));
        Assert.Empty(await MissingAsync(client, AccessManifests.Permissions(ClusterAccess.Observe)));
        Assert.Equal("web", (await client.CreateAsync(new(Deployments, "default"), Deployment()))["metadata"]["name"].AsString());
        await AssertForbiddenAsync(() => client.ListAsync(new(Secrets), new("", "v1", "Secret")));
        await AssertForbiddenAsync(() => client.ListAsync(new(new("rbac.authorization.k8s.io", "v1", "clusterroles")), new("rbac.authorization.k8s.io", "v1", "ClusterRole")));
    }

    [Fact]
    public async Task Access_taken_away_is_named_by_resource_and_verb()
    {
        using var fleet = await GrantAsync(ClusterAccess.Observe, objects => objects.Take(2));

        var missing = await MissingAsync(new KubernetesApiClient(fleet), AccessManifests.Permissions(ClusterAccess.Observe));

        Assert.Contains((new GroupResource("apps", "deployments"), "watch"), missing);
        Assert.Equal(AccessManifests.Permissions(ClusterAccess.Observe), missing);
    }

    [Theory]
    [InlineData(ClusterAccess.Observe)]
    [InlineData(ClusterAccess.Manage)]
    public void No_tier_has_secrets_rights_or_wildcards(ClusterAccess access)
    {
        foreach (var rule in AccessManifests.Rules(access))
        {
            Assert.NotEqual("rbac.authorization.k8s.io", rule.Group);
            Assert.DoesNotContain("secrets", rule.Resources);
            Assert.DoesNotContain("*", (string[])[rule.Group, .. rule.Resources, .. rule.Verbs]);
        }
    }

    [Fact]
    public void Extra_kinds_are_granted_by_tier_once_and_secrets_are_refused()
    {
        GroupResource[] extra = [new("argoproj.io", "rollouts"), new("apps", "deployments"), new("argoproj.io", "rollouts")];

        var rule = AccessManifests.Rules(ClusterAccess.Observe, extra)[^1];

        Assert.Equal(("argoproj.io", "rollouts", "get,list,watch"), (rule.Group, Assert.Single(rule.Resources), string.Join(',', rule.Verbs)));
        Assert.Contains("delete", AccessManifests.Rules(ClusterAccess.Manage, extra)[^1].Verbs);
        Assert.Throws<ArgumentException>(() => AccessManifests.Rules(ClusterAccess.Observe, [new("", "secrets")]));
    }

    [Fact]
    public void Yaml_holds_the_objects_in_the_order_to_apply_them()
    {
        var kinds = AccessManifests.Yaml(ClusterAccess.Observe).Split("---\n").Select(text => YamlReader.Read(text)["kind"].AsString());

        Assert.Equal(["Namespace", "ServiceAccount", "ClusterRole", "ClusterRoleBinding"], kinds);
    }

    /// <summary>Applies the manifests as an administrator, then speaks as their service account.</summary>
    private async Task<ClusterConnection> GrantAsync(ClusterAccess access, Func<IEnumerable<Document>, IEnumerable<Document>>? which = null)
    {
        var kubeconfig = _fleet.CreateKubeconfig();
        using var connection = await ClusterConnection.CreateAsync(new() { KubeconfigContent = kubeconfig });
        var administrator = new KubernetesApiClient(connection);
        var served = await administrator.DiscoverAsync();
        IEnumerable<Document> objects = AccessManifests.Yaml(access).Split("---\n").Select(text => YamlReader.Read(text));
        foreach (var granted in which?.Invoke(objects) ?? objects)
        {
            var metadata = granted["metadata"];
            var address = new ResourceAddress(served.Find(GroupVersionKind.Of(granted.Root))!.Resource, metadata["namespace"].AsString(), metadata["name"].AsString());
            await administrator.ApplyAsync(address, granted, new() { FieldManager = "test" });
        }

        var node = YamlReader.Read(kubeconfig).Root.ToNode();
        node["users"]!.Items[0]["user"]!["as"] = $"system:serviceaccount:{AccessManifests.Namespace}:{AccessManifests.ServiceAccount}";
        node["users"]!.Items[0]["user"]!["as-groups"] = DocumentNode.Array(["system:authenticated"]);
        return await ClusterConnection.CreateAsync(new() { KubeconfigContent = node.ToString() });
    }

    private static async Task<IReadOnlyList<(GroupResource Resource, string Verb)>> MissingAsync(
        KubernetesApiClient client, IReadOnlyList<(GroupResource Resource, string Verb)> permissions)
    {
        var missing = new List<(GroupResource, string)>();
        foreach (var (resource, verb) in permissions)
        {
            var parts = resource.Resource.Split('/');
            var attributes = DocumentNode.Object(
                ("group", resource.Group), ("resource", parts[0]), ("subresource", parts.Length > 1 ? (DocumentNode)parts[1] : null), ("verb", verb));
            var review = DocumentNode.Object(
                ("apiVersion", "authorization.k8s.io/v1"), ("kind", "SelfSubjectAccessReview"), ("spec", DocumentNode.Object(("resourceAttributes", attributes))));
            if ((await client.CreateAsync(new(Reviews), review.ToDocument()))["status"]["allowed"].AsBoolean() != true)
            {
                missing.Add((resource, verb));
            }
        }

        return missing;
    }

    private static async Task AssertForbiddenAsync(Func<Task> request) =>
        Assert.Equal(403, (int)(await Assert.ThrowsAsync<KubernetesApiException>(request)).StatusCode);

    private static Document Deployment() => Document.Parse("""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"selector":{"matchLabels":{"app":"web"}},
        "template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"web","image":"registry.example/web:1"}]}}}}
        """);
}
