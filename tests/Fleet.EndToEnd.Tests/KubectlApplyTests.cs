namespace Fleet.EndToEnd.Tests;

[Collection(SimulatedClusters.Name)]
public sealed class KubectlApplyTests(SimulatedClusters clusters)
{
    [KubectlFact]
    public async Task Apply_creates_changes_and_leaves_alone()
    {
        var kubectl = await clusters.NewNamespaceAsync();

        Assert.Equal("deployment.apps/web created", await kubectl.OutputAsync("apply -f -", Manifests.Deployment()));
        Assert.Equal("deployment.apps/web unchanged", await kubectl.OutputAsync("apply -f -", Manifests.Deployment()));
        Assert.Equal("deployment.apps/web configured", await kubectl.OutputAsync("apply -f -", Manifests.Deployment(3, "nginx:1.28")));
        Assert.Equal("3 nginx:1.28", await kubectl.GetAsync("deployment/web", "{.spec.replicas} {.spec.template.spec.containers[0].image}"));
    }

    [KubectlFact]
    public async Task Apply_server_side_names_the_owner_in_a_conflict_and_can_be_forced()
    {
        var kubectl = await clusters.NewNamespaceAsync();
        Assert.Equal("deployment.apps/web serverside-applied", await kubectl.OutputAsync("apply --server-side -f -", Manifests.Deployment()));

        var conflict = (await kubectl.RunAsync("apply --server-side --field-manager=other -f -", Manifests.Deployment(5))).Failed();
        Assert.Contains("Apply failed with 1 conflict: conflict with \"kubectl\": .spec.replicas", conflict, StringComparison.Ordinal);
        await kubectl.OutputAsync("apply --server-side --field-manager=other --force-conflicts -f -", Manifests.Deployment(5));
        Assert.Equal("5", await kubectl.GetAsync("deployment/web", "{.spec.replicas}"));
        Assert.Contains("other", await kubectl.OutputAsync("get deployment web -o yaml --show-managed-fields"), StringComparison.Ordinal);
    }

    [KubectlFact]
    public async Task Apply_server_side_takes_over_what_client_side_apply_owned()
    {
        var kubectl = await clusters.NewNamespaceAsync();
        await kubectl.OutputAsync("apply -f -", Manifests.Deployment());

        await kubectl.OutputAsync("apply --server-side -f -", Manifests.Deployment(4));

        Assert.Equal("4", await kubectl.GetAsync("deployment/web", "{.spec.replicas}"));
    }

    [KubectlFact]
    public async Task Diff_shows_what_apply_would_change()
    {
        var kubectl = await clusters.NewNamespaceAsync();
        await kubectl.OutputAsync("apply -f -", Manifests.ConfigMap("one"));

        Assert.Equal(0, (await kubectl.RunAsync("diff -f -", Manifests.ConfigMap("one"))).ExitCode);
        var diff = await kubectl.RunAsync("diff -f -", Manifests.ConfigMap("two"));
        Assert.Equal(1, diff.ExitCode);
        Assert.Contains("-  k: one\n+  k: two\n", diff.Output, StringComparison.Ordinal);
        Assert.Equal("one", await kubectl.GetAsync("configmap/cm", "{.data.k}"));
    }

    [KubectlFact]
    public async Task Create_makes_objects_and_refuses_bad_ones()
    {
        var kubectl = await clusters.NewNamespaceAsync();

        Assert.Equal("deployment.apps/api created", await kubectl.OutputAsync("create deployment api --image=nginx:1"));
        Assert.Equal("configmap/c created", await kubectl.OutputAsync("create configmap c --from-literal=a=b"));
        Assert.Equal("secret/s created", await kubectl.OutputAsync("create secret generic s --from-literal=a=b"));
        Assert.Equal("service/api created", await kubectl.OutputAsync("create service clusterip api --tcp=80:8080"));
        Assert.Equal("Yg==", await kubectl.GetAsync("secret/s", "{.data.a}"));
        Assert.Contains("already exists", (await kubectl.RunAsync("create configmap c")).Failed(), StringComparison.Ordinal);
        Assert.Contains("unknown field \"bogus\"", (await kubectl.RunAsync("create -f -", Manifests.ConfigMap("x") + "\nbogus: 1\n")).Failed(), StringComparison.Ordinal);
        Assert.Contains("is invalid: spec.template.spec.containers: Required value", (await kubectl.RunAsync("create -f -", Manifests.Deployment().Split("containers:")[0] + "containers: []\n")).Failed(), StringComparison.Ordinal);
        Assert.Contains("uid:", await kubectl.OutputAsync("create configmap dry --from-literal=a=b --dry-run=server -o yaml"), StringComparison.Ordinal);
        (await kubectl.RunAsync("get configmap dry")).Failed();
    }

    [KubectlFact]
    public async Task Run_expose_and_set_image_work()
    {
        var kubectl = await clusters.NewDeploymentAsync();

        Assert.Equal("pod/tmp created", await kubectl.OutputAsync("run tmp --image=nginx:1"));
        Assert.Equal("service/web exposed", await kubectl.OutputAsync("expose deployment web --port=80"));
        Assert.Matches(@"^\d+\.\d+\.\d+\.\d+$", await kubectl.GetAsync("service/web", "{.spec.clusterIP}"));
        Assert.Equal("deployment.apps/web image updated", await kubectl.OutputAsync("set image deployment/web c=nginx:1.29"));
        Assert.Equal("nginx:1.29", await kubectl.GetAsync("deployment/web", "{.spec.template.spec.containers[0].image}"));
        (await kubectl.RunAsync("wait --for=condition=Ready pod/tmp --timeout=60s")).Succeeded();
    }
}
