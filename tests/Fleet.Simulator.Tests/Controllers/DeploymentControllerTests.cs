using Fleet.Kubernetes.Documents;
using Fleet.Simulator.Controllers;

namespace Fleet.Simulator.Tests.Controllers;

public sealed class DeploymentControllerTests
{
    private const string Web = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: shop}
        spec:
          replicas: 3
          selector: {matchLabels: {app: web}}
          strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 25%, maxUnavailable: 25%}}
          progressDeadlineSeconds: 600
          revisionHistoryLimit: 10
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: c, image: "nginx:1.27"}]}
        """;

    [Fact]
    public async Task New_deployment_becomes_available_with_one_replica_set()
    {
        await using var cluster = await ClusterFixture.CreateAsync();
        await cluster.CreateAsync(KnownResources.Deployments, Web);
        Assert.Equal(3, (await cluster.ListAsync(KnownResources.Pods)).Count);

        await cluster.AdvanceAsync(10);

        var deployment = (await cluster.GetAsync(KnownResources.Deployments, "web"))!;
        Assert.Equal(3, deployment["status"u8]["availableReplicas"u8].AsInt64());
        Assert.Equal("NewReplicaSetAvailable", deployment.Condition("Progressing")["reason"u8].AsString());
        Assert.Equal("True", deployment.Condition("Available")["status"u8].AsString());
        Assert.Equal("1", deployment.Annotation("deployment.kubernetes.io/revision"));
        Assert.Equal(0, deployment["status"u8]["terminatingReplicas"u8].AsInt64());
        var replicaSet = Assert.Single(await cluster.ListAsync(KnownResources.ReplicaSets));
        Assert.Equal("4", replicaSet.Annotation("deployment.kubernetes.io/max-replicas"));
        Assert.Equal(3, (await cluster.ListAsync(KnownResources.Pods)).Select(pod => pod["spec"u8]["nodeName"u8].AsString()).Distinct().Count());
    }

    [Fact]
    public async Task Image_change_rolls_over_and_keeps_availability()
    {
        await using var cluster = await ClusterFixture.CreateAsync();
        await cluster.CreateAsync(KnownResources.Deployments, Web);
        await cluster.AdvanceAsync(10);

        await cluster.ChangeAsync(KnownResources.Deployments, "web", SetImage("nginx:1.28"));
        for (var i = 0; i < 40; i++)
        {
            var running = (await cluster.GetAsync(KnownResources.Deployments, "web"))!["status"u8];
            Assert.True(running["availableReplicas"u8].AsInt64() >= 3, running.ToString());
            Assert.True(running["replicas"u8].AsInt64() <= 4, running.ToString());
            await cluster.AdvanceAsync(1);
        }

        var deployment = (await cluster.GetAsync(KnownResources.Deployments, "web"))!;
        Assert.Equal("2", deployment.Annotation("deployment.kubernetes.io/revision"));
        Assert.Equal(3, deployment["status"u8]["updatedReplicas"u8].AsInt64());
        Assert.Equal(0, deployment["status"u8]["terminatingReplicas"u8].AsInt64());
        var sizes = (await cluster.ListAsync(KnownResources.ReplicaSets)).Select(set => set["spec"u8]["replicas"u8].AsInt64()).Order();
        Assert.Equal([0, 3], sizes);
        Assert.All(await cluster.ListAsync(KnownResources.Pods), pod => Assert.Equal("nginx:1.28", pod["spec"u8]["containers"u8][0]["image"u8].AsString()));
    }

    [Fact]
    public async Task Recreate_waits_for_old_pods_to_be_gone()
    {
        await using var cluster = await ClusterFixture.CreateAsync();
        await cluster.CreateAsync(KnownResources.Deployments, Web.Replace("type: RollingUpdate, rollingUpdate: {maxSurge: 25%, maxUnavailable: 25%}", "type: Recreate", StringComparison.Ordinal));
        await cluster.AdvanceAsync(10);

        await cluster.ChangeAsync(KnownResources.Deployments, "web", SetImage("nginx:1.28"));
        await cluster.AdvanceAsync(5);
        Assert.All(await cluster.ListAsync(KnownResources.Pods), pod => Assert.True(pod.IsBeingDeleted()));
        await cluster.AdvanceAsync(30);
        Assert.Equal(3, (await cluster.GetAsync(KnownResources.Deployments, "web"))!["status"u8]["availableReplicas"u8].AsInt64());
    }

    [Fact]
    public async Task Paused_deployment_scales_but_does_not_roll()
    {
        await using var cluster = await ClusterFixture.CreateAsync();
        await cluster.CreateAsync(KnownResources.Deployments, Web);
        await cluster.AdvanceAsync(10);

        await cluster.ChangeAsync(KnownResources.Deployments, "web", node =>
        {
            node["spec"]!["paused"] = true;
            node["spec"]!["replicas"] = 5;
            SetImage("nginx:1.28")(node);
        });
        await cluster.AdvanceAsync(10);

        var deployment = (await cluster.GetAsync(KnownResources.Deployments, "web"))!;
        Assert.Equal("DeploymentPaused", deployment.Condition("Progressing")["reason"u8].AsString());
        Assert.Equal(5, deployment["status"u8]["replicas"u8].AsInt64());
        Assert.False(deployment["status"u8]["updatedReplicas"u8].Exists);
        Assert.Single(await cluster.ListAsync(KnownResources.ReplicaSets));
    }

    [Fact]
    public async Task Stuck_rollout_exceeds_its_deadline()
    {
        await using var cluster = await ClusterFixture.CreateAsync(nodes: 0);
        await cluster.CreateAsync(KnownResources.Deployments, Web);
        await cluster.AdvanceAsync(610);

        var progressing = (await cluster.GetAsync(KnownResources.Deployments, "web"))!.Condition("Progressing");
        Assert.Equal("False", progressing["status"u8].AsString());
        Assert.Equal("ProgressDeadlineExceeded", progressing["reason"u8].AsString());
    }

    private static Action<DocumentNode> SetImage(string image) => node =>
        node["spec"]!["template"]!["spec"]!["containers"]!.Items[0]["image"] = image;
}
