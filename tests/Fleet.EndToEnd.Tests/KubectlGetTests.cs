namespace Fleet.EndToEnd.Tests;

[Collection(SimulatedClusters.Name)]
public sealed class KubectlGetTests(SimulatedClusters clusters)
{
    [KubectlFact]
    public async Task Get_prints_tables()
    {
        var kubectl = await clusters.NewDeploymentAsync();

        var deployments = (await kubectl.OutputAsync("get deployments")).Split('\n');
        Assert.Matches(@"^NAME +READY +UP-TO-DATE +AVAILABLE +AGE$", deployments[0]);
        Assert.Matches(@"^web +2/2 +2 +2 +\d+[smh]", deployments[1]);

        var pods = (await kubectl.OutputAsync("get pods -o wide")).Split('\n');
        Assert.Matches(@"^NAME +READY +STATUS +RESTARTS +AGE +IP +NODE +NOMINATED NODE +READINESS GATES$", pods[0]);
        Assert.Matches(@"^web-\w+-\w+ +1/1 +Running +0 +\S+ +\d+\.\d+\.\d+\.\d+ +\S*node-\d +<none> +<none>$", pods[1]);
        Assert.Equal(3, pods.Length);

        Assert.Contains("deployment.apps/web", await kubectl.OutputAsync("get all"), StringComparison.Ordinal);
        Assert.Matches(@"(?m)^web-\w+ +2 +2 +2 ", await kubectl.OutputAsync("get rs"));
        Assert.Equal(7, (await kubectl.OutputAsync("get nodes")).Split('\n').Length);
    }

    [KubectlFact]
    public async Task Get_prints_yaml_json_names_and_columns()
    {
        var kubectl = await clusters.NewDeploymentAsync();

        Assert.StartsWith("apiVersion: apps/v1\nkind: Deployment\nmetadata:\n", await kubectl.OutputAsync("get deployment web -o yaml"), StringComparison.Ordinal);
        Assert.Equal("deployment.apps/web", await kubectl.OutputAsync("get deploy -o name"));
        Assert.Equal("2", await kubectl.GetAsync("deployment/web", "{.spec.replicas}"));
        Assert.Matches(@"^N +P\nweb-\S+ +Running\nweb-\S+ +Running$", await kubectl.OutputAsync("get pods -o custom-columns=N:.metadata.name,P:.status.phase"));
        Assert.Equal(2, (await kubectl.OutputAsync("get pods -l app=web --field-selector=status.phase=Running -o name")).Split('\n').Length);
        Assert.Contains("pod-template-hash=", await kubectl.OutputAsync("get pods --show-labels"), StringComparison.Ordinal);
        Assert.Contains("\"kind\":\"Scale\"", await kubectl.OutputAsync($"get --raw /apis/apps/v1/namespaces/{kubectl.Namespace}/deployments/web/scale"), StringComparison.Ordinal);
    }

    [KubectlFact]
    public async Task Get_of_what_is_not_there_says_so()
    {
        var kubectl = await clusters.NewNamespaceAsync();

        Assert.Equal("Error from server (NotFound): deployments.apps \"nope\" not found\n", (await kubectl.RunAsync("get deployment nope")).Failed());
        Assert.Equal($"No resources found in {kubectl.Namespace} namespace.\n", (await kubectl.RunAsync("get pods")).Error);
        Assert.Contains("the server doesn't have a resource type \"nonsense\"", (await kubectl.RunAsync("get nonsense")).Failed(), StringComparison.Ordinal);
    }

    [KubectlFact]
    public async Task Get_watch_prints_changes_as_they_come()
    {
        var kubectl = await clusters.NewNamespaceAsync();

        var watching = kubectl.RunAsync(["get", "configmaps", "-w", "--output-watch-events"], stopAfter: TimeSpan.FromSeconds(6));
        await kubectl.OutputAsync("create configmap seen --from-literal=a=b");
        await kubectl.OutputAsync("delete configmap seen");
        var lines = (await watching).Output;

        Assert.Matches(@"EVENT +NAME +DATA +AGE\n", lines);
        Assert.Matches(@"ADDED +seen +1 ", lines);
        Assert.Matches(@"DELETED +seen +1 ", lines);
    }

    [KubectlFact]
    public async Task Describe_shows_the_object_its_replica_sets_and_its_events()
    {
        var kubectl = await clusters.NewDeploymentAsync();

        var deployment = await kubectl.OutputAsync("describe deployment web");
        Assert.Matches(@"Replicas: +2 desired \| 2 updated \| 2 total \| 2 available \| 0 unavailable", deployment);
        Assert.Matches(@"NewReplicaSet: +web-\w+ \(2/2 replicas created\)", deployment);
        Assert.Contains("ScalingReplicaSet", deployment, StringComparison.Ordinal);
        Assert.Matches(@"Status: +Running", await kubectl.OutputAsync("describe pods -l app=web"));
        Assert.Contains("Allocated resources:", await kubectl.OutputAsync("describe node c1-node-0"), StringComparison.Ordinal);
        Assert.Matches(@"(?m)^Name: +" + kubectl.Namespace, await kubectl.OutputAsync($"describe namespace {kubectl.Namespace}"));
    }

    [KubectlFact]
    public async Task Contexts_reach_their_own_clusters()
    {
        await clusters.On("c1").OutputAsync("create configmap only-here --from-literal=a=b");

        Assert.Equal("configmap/only-here", await clusters.On("c1").OutputAsync("get configmap only-here -o name"));
        (await clusters.On("c2").RunAsync("get configmap only-here")).Failed();
        Assert.Contains("/clusters/c2", await clusters.On("c2").OutputAsync("cluster-info"), StringComparison.Ordinal);
    }
}
