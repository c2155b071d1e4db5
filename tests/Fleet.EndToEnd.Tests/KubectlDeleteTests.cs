namespace Fleet.EndToEnd.Tests;

[Collection(SimulatedClusters.Name)]
public sealed class KubectlDeleteTests(SimulatedClusters clusters)
{
    [KubectlFact]
    public async Task Delete_in_the_background_takes_the_dependents_along()
    {
        var kubectl = await clusters.NewDeploymentAsync();

        Assert.Contains("deployment.apps \"web\" deleted", await kubectl.OutputAsync("delete deployment web"), StringComparison.Ordinal);
        await kubectl.OutputAsync("wait --for=delete pod -l app=web --timeout=60s");
        Assert.Equal("", await kubectl.OutputAsync("get rs,pods -o name"));
    }

    [KubectlFact]
    public async Task Delete_in_the_foreground_waits_for_the_dependents()
    {
        var kubectl = await clusters.NewDeploymentAsync();

        await kubectl.OutputAsync("delete deployment web --cascade=foreground --timeout=60s");

        Assert.Equal("", await kubectl.OutputAsync("get deploy,rs,pods -o name"));
    }

    [KubectlFact]
    public async Task Delete_as_orphan_leaves_the_dependents()
    {
        var kubectl = await clusters.NewDeploymentAsync();

        await kubectl.OutputAsync("delete deployment web --cascade=orphan");

        Assert.Matches("^replicaset.apps/web-", await kubectl.OutputAsync("get deploy,rs -o name"));
        Assert.Equal("", await kubectl.GetAsync("rs", "{.items[0].metadata.ownerReferences}"));
    }

    [KubectlFact]
    public async Task Delete_of_a_pod_ends_it_and_its_replica_set_makes_another()
    {
        var kubectl = await clusters.NewDeploymentAsync(1);
        var pod = await kubectl.OutputAsync("get pods -o name");

        await kubectl.OutputAsync($"delete {pod} --now");

        await kubectl.OutputAsync("rollout status deployment/web --timeout=60s");
        Assert.NotEqual(pod, await kubectl.OutputAsync("get pods -o name"));
        Assert.Contains("NotFound", (await kubectl.RunAsync("delete configmap nope")).Failed(), StringComparison.Ordinal);
    }

    [KubectlFact]
    public async Task Delete_of_a_namespace_empties_and_ends_it()
    {
        var kubectl = await clusters.NewDeploymentAsync();

        await kubectl.OutputAsync($"delete namespace {kubectl.Namespace} --timeout=60s");

        (await kubectl.RunAsync($"get namespace {kubectl.Namespace}")).Failed();
        Assert.Equal("", await kubectl.OutputAsync("get deploy,rs,pods,configmaps -o name"));
    }
}
