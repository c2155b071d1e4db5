namespace Fleet.EndToEnd.Tests;

[Collection(SimulatedClusters.Name)]
public sealed class KubectlChangeTests(SimulatedClusters clusters)
{
    [KubectlFact]
    public async Task Edit_sends_what_the_editor_changed()
    {
        var kubectl = await clusters.NewNamespaceAsync();
        await kubectl.OutputAsync("apply -f -", Manifests.ConfigMap("before"));

        var edited = await kubectl.RunAsync(["edit", "configmap", "cm"], environment: new Dictionary<string, string> { ["KUBE_EDITOR"] = "sed -i s/before/after/" });
        Assert.Equal("configmap/cm edited\n", edited.Succeeded());
        Assert.Equal("after", await kubectl.GetAsync("configmap/cm", "{.data.k}"));
        var unchanged = await kubectl.RunAsync(["edit", "configmap", "cm"], environment: new Dictionary<string, string> { ["KUBE_EDITOR"] = "true" });
        Assert.Contains("no changes made", unchanged.Error + unchanged.Output, StringComparison.Ordinal);
    }

    [KubectlFact]
    public async Task Patch_of_each_type_changes_the_object()
    {
        var kubectl = await clusters.NewNamespaceAsync();
        await kubectl.OutputAsync("apply -f -", Manifests.Deployment());

        await kubectl.RunAsync(["patch", "deployment", "web", "-p", """{"spec":{"template":{"spec":{"containers":[{"name":"c","image":"nginx:1.30"}]}}}}"""]);
        Assert.Equal("nginx:1.30", await kubectl.GetAsync("deployment/web", "{.spec.template.spec.containers[*].image}"));
        (await kubectl.RunAsync(["patch", "deployment", "web", "--type=merge", "-p", """{"spec":{"minReadySeconds":1}}"""])).Succeeded();
        (await kubectl.RunAsync(["patch", "deployment", "web", "--type=json", "-p", """[{"op":"replace","path":"/spec/replicas","value":4}]"""])).Succeeded();
        Assert.Equal("1 4", await kubectl.GetAsync("deployment/web", "{.spec.minReadySeconds} {.spec.replicas}"));
        Assert.Contains("is invalid", (await kubectl.RunAsync(["patch", "deployment", "web", "--type=merge", "-p", """{"spec":{"replicas":-1}}"""])).Failed(), StringComparison.Ordinal);
    }

    /// <summary>kubectl tells "no change" by the resourceVersion, so the object is one that no controller writes meanwhile.</summary>
    [KubectlFact]
    public async Task Patch_that_changes_nothing_is_no_write()
    {
        var kubectl = await clusters.NewNamespaceAsync();
        await kubectl.OutputAsync("apply -f -", Manifests.ConfigMap("x"));

        var unchanged = await kubectl.RunAsync(["patch", "configmap", "cm", "--type=merge", "-p", """{"data":{"k":"x"}}"""]);
        Assert.Equal("configmap/cm patched (no change)\n", unchanged.Succeeded());
    }

    [KubectlFact]
    public async Task Label_and_annotate_set_and_remove()
    {
        var kubectl = await clusters.NewNamespaceAsync();
        await kubectl.OutputAsync("apply -f -", Manifests.ConfigMap("x"));

        Assert.Equal("configmap/cm labeled", await kubectl.OutputAsync("label configmap cm tier=front"));
        Assert.Contains("already has a value", (await kubectl.RunAsync("label configmap cm tier=back")).Failed(), StringComparison.Ordinal);
        Assert.Equal("configmap/cm", await kubectl.OutputAsync("get configmaps -l tier=front -o name"));
        Assert.Equal("configmap/cm unlabeled", await kubectl.OutputAsync("label configmap cm tier-"));
        Assert.Equal("configmap/cm annotated", await kubectl.OutputAsync("annotate configmap cm note=a --overwrite"));
        Assert.Equal("a", await kubectl.GetAsync("configmap/cm", "{.metadata.annotations.note}"));
    }

    [KubectlFact]
    public async Task Scale_changes_the_pods()
    {
        var kubectl = await clusters.NewDeploymentAsync();

        Assert.Equal("deployment.apps/web scaled", await kubectl.OutputAsync("scale deployment/web --replicas=4"));
        await kubectl.OutputAsync("rollout status deployment/web --timeout=60s");
        Assert.Equal(4, (await kubectl.OutputAsync("get pods -o name")).Split('\n').Length);
        Assert.Contains("Expected replicas to be 9", (await kubectl.RunAsync("scale deployment/web --replicas=1 --current-replicas=9")).Failed(), StringComparison.OrdinalIgnoreCase);
    }

    [KubectlFact]
    public async Task Rollout_shows_undoes_and_restarts()
    {
        var kubectl = await clusters.NewDeploymentAsync();
        await kubectl.OutputAsync("set image deployment/web c=nginx:1.28");
        Assert.Contains("successfully rolled out", await kubectl.OutputAsync("rollout status deployment/web --timeout=60s"), StringComparison.Ordinal);

        Assert.Matches(@"REVISION +CHANGE-CAUSE\n1 +<none>\n2 +<none>", await kubectl.OutputAsync("rollout history deployment/web"));
        Assert.Equal("deployment.apps/web rolled back", await kubectl.OutputAsync("rollout undo deployment/web"));
        await kubectl.OutputAsync("rollout status deployment/web --timeout=60s");
        Assert.Equal("nginx:1.27", await kubectl.GetAsync("deployment/web", "{.spec.template.spec.containers[0].image}"));
        Assert.Equal("deployment.apps/web restarted", await kubectl.OutputAsync("rollout restart deployment/web"));
        await kubectl.OutputAsync("rollout status deployment/web --timeout=60s");
        Assert.Equal("4", await kubectl.GetAsync("deployment/web", "{.metadata.annotations.deployment\\.kubernetes\\.io/revision}"));
        Assert.Equal("deployment.apps/web paused", await kubectl.OutputAsync("rollout pause deployment/web"));
    }

    [KubectlFact]
    public async Task Cordon_and_drain_move_pods_away()
    {
        var kubectl = clusters.On("c2");

        Assert.Equal("node/c2-node-5 cordoned", await kubectl.OutputAsync("cordon c2-node-5"));
        Assert.Contains("SchedulingDisabled", await kubectl.OutputAsync("get node c2-node-5"), StringComparison.Ordinal);
        Assert.Contains("node/c2-node-5 drained", await kubectl.OutputAsync("drain c2-node-5 --ignore-daemonsets --force --timeout=60s"), StringComparison.Ordinal);
        Assert.Equal("node/c2-node-5 uncordoned", await kubectl.OutputAsync("uncordon c2-node-5"));
    }

    [KubectlFact]
    public async Task Logs_are_shown_and_exec_is_refused()
    {
        var kubectl = await clusters.NewDeploymentAsync(1);

        Assert.NotEqual("", await kubectl.OutputAsync("logs deployment/web --tail=1"));
        Assert.Contains("rror", (await kubectl.RunAsync("exec deployment/web -- true")).Failed(), StringComparison.Ordinal);
    }
}
