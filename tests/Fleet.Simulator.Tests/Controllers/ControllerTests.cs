using Fleet.Kubernetes.Api.Requests;
using Fleet.Simulator.Controllers;
using Fleet.Simulator.Faults;

namespace Fleet.Simulator.Tests.Controllers;

public sealed class ControllerTests
{
    [Theory]
    [InlineData(PropagationPolicy.Background, false)]
    [InlineData(PropagationPolicy.Foreground, false)]
    [InlineData(PropagationPolicy.Orphan, true)]
    public async Task Deleted_owner_takes_or_leaves_its_dependents(PropagationPolicy policy, bool survives)
    {
        await using var cluster = await ClusterFixture.CreateAsync(nodes: 0);
        var owner = await cluster.CreateAsync(KnownResources.ConfigMaps, "{apiVersion: v1, kind: ConfigMap, metadata: {name: owner, namespace: shop}}");
        await cluster.CreateAsync(KnownResources.ConfigMaps, $$"""
            {apiVersion: v1, kind: ConfigMap, metadata: {name: child, namespace: shop,
             ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: owner, uid: {{owner.Uid()}}, controller: true, blockOwnerDeletion: true}]} }
            """);

        await cluster.DeleteAsync(KnownResources.ConfigMaps, "owner", DeleteOptions.Default with { PropagationPolicy = policy });

        Assert.Null(await cluster.GetAsync(KnownResources.ConfigMaps, "owner"));
        var child = await cluster.GetAsync(KnownResources.ConfigMaps, "child");
        Assert.Equal(survives, child is not null);
        Assert.False(child?["metadata"u8]["ownerReferences"u8].Exists ?? false);
    }

    [Fact]
    public async Task New_namespace_gets_service_account_and_root_certificate()
    {
        await using var cluster = await ClusterFixture.CreateAsync(nodes: 0, workloadControllers: false);
        Assert.NotNull(await cluster.GetAsync(KnownResources.ServiceAccounts, "default"));
        Assert.Equal("certificate", (await cluster.GetAsync(KnownResources.ConfigMaps, "kube-root-ca.crt"))!["data"u8]["ca.crt"u8].AsString());
    }

    [Fact]
    public async Task Deleted_namespace_empties_and_goes()
    {
        await using var cluster = await ClusterFixture.CreateAsync();
        await cluster.CreateAsync(KnownResources.ReplicaSets, ReplicaSet(2));
        await cluster.CreateAsync(KnownResources.ConfigMaps, "{apiVersion: v1, kind: ConfigMap, metadata: {name: held, namespace: shop, finalizers: [example.com/hold]}}");
        await cluster.AdvanceAsync(5);
        await cluster.DeleteAsync(KnownResources.Namespaces, ClusterFixture.Namespace);
        await cluster.AdvanceAsync(60);

        var terminating = (await cluster.GetAsync(KnownResources.Namespaces, ClusterFixture.Namespace))!;
        Assert.Equal("Terminating", terminating["status"u8]["phase"u8].AsString());
        Assert.Equal("Some resources are remaining: configmaps. has 1 resource instances", terminating.Condition("NamespaceContentRemaining")["message"u8].AsString());
        Assert.Equal("True", terminating.Condition("NamespaceFinalizersRemaining")["status"u8].AsString());
        Assert.Empty(await cluster.ListAsync(KnownResources.Pods));

        await cluster.ChangeAsync(KnownResources.ConfigMaps, "held", node => node["metadata"]!.Remove("finalizers"));
        await cluster.AdvanceAsync(10);
        Assert.Null(await cluster.GetAsync(KnownResources.Namespaces, ClusterFixture.Namespace));
    }

    [Fact]
    public async Task Quiet_namespace_is_left_alone_until_the_label_goes()
    {
        await using var cluster = await ClusterFixture.CreateAsync();
        await cluster.ChangeAsync(KnownResources.Namespaces, ClusterFixture.Namespace, node =>
            node["metadata"]!.GetOrAddObject("labels")["rec.example.com/quiet"] = "true");
        await cluster.CreateAsync(KnownResources.ReplicaSets, ReplicaSet(2));
        await cluster.AdvanceAsync(60);
        Assert.Empty(await cluster.ListAsync(KnownResources.Pods));

        await cluster.ChangeAsync(KnownResources.Namespaces, ClusterFixture.Namespace, node => node["metadata"]!["labels"]!.Remove("rec.example.com/quiet"));
        Assert.Equal(2, (await cluster.ListAsync(KnownResources.Pods)).Count);
    }

    [Fact]
    public async Task Replica_set_adopts_matching_orphans()
    {
        await using var cluster = await ClusterFixture.CreateAsync();
        await cluster.CreateAsync(KnownResources.Pods, """
            {apiVersion: v1, kind: Pod, metadata: {name: orphan, namespace: shop, labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}
            """);
        var replicaSet = await cluster.CreateAsync(KnownResources.ReplicaSets, ReplicaSet(2));

        var pods = await cluster.ListAsync(KnownResources.Pods);
        Assert.Equal(2, pods.Count);
        Assert.All(pods, pod => Assert.Equal(replicaSet.Uid(), pod.ControllerUid()));
    }

    [Fact]
    public async Task Pod_too_big_for_every_node_says_why_and_runs_when_there_is_room()
    {
        await using var cluster = await ClusterFixture.CreateAsync(nodes: 1);
        await cluster.CreateAsync(KnownResources.Pods, Pod("first", "7"));
        await cluster.CreateAsync(KnownResources.Pods, Pod("second", "7"));
        await cluster.AdvanceAsync(5);
        var waiting = (await cluster.GetAsync(KnownResources.Pods, "second"))!;
        Assert.StartsWith("0/1 nodes are available: 1 Insufficient cpu.", waiting.Condition("PodScheduled")["message"u8].AsString(), StringComparison.Ordinal);

        await cluster.DeleteAsync(KnownResources.Pods, "first");
        await cluster.AdvanceAsync(40);
        Assert.Equal("Running", (await cluster.GetAsync(KnownResources.Pods, "second"))!["status"u8]["phase"u8].AsString());
    }

    [Fact]
    public async Task Crash_loop_backs_off_and_heals()
    {
        await using var cluster = await ClusterFixture.CreateAsync();
        await cluster.CreateAsync(KnownResources.Pods, Pod("web", "1"));
        await cluster.AdvanceAsync(5);
        cluster.Cluster.Faults.Add(new Fault("crash", FaultKind.CrashLoop, new FaultTarget { Workload = "web" }));
        await cluster.AdvanceAsync(8);

        var status = (await cluster.GetAsync(KnownResources.Pods, "web"))!["status"u8]["containerStatuses"u8][0];
        Assert.Equal("CrashLoopBackOff", status["state"u8]["waiting"u8]["reason"u8].AsString());
        Assert.Equal(1, status["lastState"u8]["terminated"u8]["exitCode"u8].AsInt64());

        cluster.Cluster.Faults.Remove("crash");
        await cluster.AdvanceAsync(30);
        status = (await cluster.GetAsync(KnownResources.Pods, "web"))!["status"u8]["containerStatuses"u8][0];
        Assert.True(status["ready"u8].AsBoolean());
        Assert.True(status["restartCount"u8].AsInt64() >= 2);
    }

    [Theory]
    [InlineData(FaultKind.OutOfMemory, "OOMKilled", 137)]
    [InlineData(FaultKind.LivenessProbe, "Error", 137)]
    [InlineData(FaultKind.CrashLoop, "Error", 1)]
    public async Task Killed_containers_say_why_and_are_restarted(FaultKind kind, string reason, int exitCode)
    {
        await using var cluster = await ClusterFixture.CreateAsync();
        await cluster.CreateAsync(KnownResources.Pods, Pod("web", "1"));
        await cluster.AdvanceAsync(5);
        cluster.Cluster.Faults.Add(new Fault("fault", kind, new FaultTarget { Namespace = "sh*" }) { After = TimeSpan.FromSeconds(3) });
        await cluster.AdvanceAsync(4);

        var status = (await cluster.GetAsync(KnownResources.Pods, "web"))!["status"u8]["containerStatuses"u8][0];
        Assert.Equal(1, status["restartCount"u8].AsInt64());
        Assert.Equal(reason, status["lastState"u8]["terminated"u8]["reason"u8].AsString());
        Assert.Equal(exitCode, status["lastState"u8]["terminated"u8]["exitCode"u8].AsInt64());
    }

    [Fact]
    public async Task Failed_readiness_probe_takes_the_pod_out_of_service_and_back()
    {
        await using var cluster = await ClusterFixture.CreateAsync();
        await cluster.CreateAsync(KnownResources.ReplicaSets, ReplicaSet(2));
        await cluster.AdvanceAsync(5);
        cluster.Cluster.Faults.Add(new Fault("probe", FaultKind.ReadinessProbe, new FaultTarget { Workload = "web" }));
        await cluster.AdvanceAsync(1);
        var replicaSet = (await cluster.GetAsync(KnownResources.ReplicaSets, "web"))!;
        Assert.False(replicaSet["status"u8]["readyReplicas"u8].Exists);
        Assert.Contains(await cluster.ListAsync(KnownResources.Events), recorded => recorded["reason"u8].AsString() == "Unhealthy");

        cluster.Cluster.Faults.Remove("probe");
        await cluster.AdvanceAsync(1);
        Assert.Equal(2, (await cluster.GetAsync(KnownResources.ReplicaSets, "web"))!["status"u8]["readyReplicas"u8].AsInt64());
    }

    [Fact]
    public async Task Lost_node_is_tainted_and_its_pods_move()
    {
        await using var cluster = await ClusterFixture.CreateAsync(nodes: 2);
        await cluster.CreateAsync(KnownResources.ReplicaSets, ReplicaSet(2));
        await cluster.AdvanceAsync(5);
        cluster.Cluster.Faults.Add(new Fault("loss", FaultKind.NodeLoss, new FaultTarget { Node = "c1-node-0" }));
        await cluster.AdvanceAsync(60);
        var node = (await cluster.GetAsync(KnownResources.Nodes, "c1-node-0"))!;
        Assert.Equal("Unknown", node.Condition("Ready")["status"u8].AsString());
        Assert.Equal(2, node["spec"u8]["taints"u8].Count);
        var events = await cluster.Cluster.Objects.ListAsync(KnownResources.Events, "default", CancellationToken.None);
        Assert.Contains(events, recorded => recorded["reason"u8].AsString() == "NodeNotReady" && !recorded["involvedObject"u8]["namespace"u8].Exists);
        Assert.Contains(await cluster.ListAsync(KnownResources.Pods), pod => pod.Condition("Ready")["status"u8].AsString() == "False");

        await cluster.AdvanceAsync(400);
        var living = (await cluster.ListAsync(KnownResources.Pods)).Where(pod => !pod.IsBeingDeleted()).ToList();
        Assert.Equal(["c1-node-1", "c1-node-1"], living.Select(pod => pod["spec"u8]["nodeName"u8].AsString()));

        cluster.Cluster.Faults.Remove("loss");
        await cluster.AdvanceAsync(60);
        node = (await cluster.GetAsync(KnownResources.Nodes, "c1-node-0"))!;
        Assert.Equal("True", node.Condition("Ready")["status"u8].AsString());
        Assert.Equal(0, node["spec"u8]["taints"u8].Count);
    }

    [Fact]
    public async Task Pods_of_a_deleted_node_are_made_anew_elsewhere()
    {
        await using var cluster = await ClusterFixture.CreateAsync(nodes: 2);
        await cluster.CreateAsync(KnownResources.ReplicaSets, ReplicaSet(2));
        await cluster.AdvanceAsync(5);
        await cluster.DeleteAsync(KnownResources.Nodes, "c1-node-0");
        await cluster.AdvanceAsync(30);
        Assert.Contains(await cluster.ListAsync(KnownResources.Pods), pod => pod["spec"u8]["nodeName"u8].AsString() == "c1-node-0");

        await cluster.AdvanceAsync(20);
        Assert.All(await cluster.ListAsync(KnownResources.Pods), pod => Assert.Equal("c1-node-1", pod["spec"u8]["nodeName"u8].AsString()));
    }

    [Fact]
    public async Task Service_gets_endpoints_of_its_ready_pods()
    {
        await using var cluster = await ClusterFixture.CreateAsync();
        await cluster.CreateAsync(KnownResources.Services, """
            {apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {selector: {app: web}, ports: [{port: 80, protocol: TCP, targetPort: 8080}]}}
            """);
        await cluster.CreateAsync(KnownResources.ReplicaSets, ReplicaSet(2));
        await cluster.AdvanceAsync(10);

        var slice = Assert.Single(await cluster.ListAsync(KnownResources.EndpointSlices));
        Assert.Equal(2, slice["endpoints"u8].Count);
        Assert.Equal(8080, slice["ports"u8][0]["port"u8].AsInt64());
        Assert.Equal(2, (await cluster.GetAsync(KnownResources.Endpoints, "web"))!["subsets"u8][0]["addresses"u8].Count);
    }

    [Fact]
    public async Task Budget_counts_healthy_pods()
    {
        await using var cluster = await ClusterFixture.CreateAsync();
        await cluster.CreateAsync(KnownResources.ReplicaSets, ReplicaSet(4));
        await cluster.CreateAsync(KnownResources.PodDisruptionBudgets, """
            {apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: web, namespace: shop}, spec: {maxUnavailable: 30%, selector: {matchLabels: {app: web}}}}
            """);
        await cluster.AdvanceAsync(10);

        var status = (await cluster.GetAsync(KnownResources.PodDisruptionBudgets, "web"))!["status"u8];
        Assert.Equal((4, 4, 2, 2), (status["expectedPods"u8].AsInt64(), status["currentHealthy"u8].AsInt64(), status["desiredHealthy"u8].AsInt64(), status["disruptionsAllowed"u8].AsInt64()));
    }

    private static string ReplicaSet(int replicas) => $$"""
        apiVersion: apps/v1
        kind: ReplicaSet
        metadata: {name: web, namespace: shop}
        spec:
          replicas: {{replicas}}
          selector: {matchLabels: {app: web} }
          template: {metadata: {labels: {app: web} }, spec: {containers: [{name: c, image: nginx}]} }
        """;

    private static string Pod(string name, string cpu) =>
        $$$"""{apiVersion: v1, kind: Pod, metadata: {name: {{{name}}}, namespace: shop}, spec: {containers: [{name: c, image: nginx, resources: {requests: {cpu: "{{{cpu}}}"} } }]} }""";
}
