namespace Fleet.EndToEnd.Tests.Silo;

/// <summary>A real kubectl as client of the fleet.</summary>
[Collection(DemoSilo.Name)]
public sealed class KubectlFleetTests(DemoSilo demo)
{
    private readonly Kubectl _kubectl = demo.Silo.Kubectl();

    [KubectlFact]
    public async Task Get_clusters_shows_each_with_its_state()
    {
        var lines = (await _kubectl.OutputAsync("get clusters")).Split('\n');

        Assert.StartsWith("NAME", lines[0], StringComparison.Ordinal);
        Assert.Equal(DemoSilo.Clusters + 1, lines.Length);
        Assert.Contains("v1.36", lines[1], StringComparison.Ordinal);
    }

    [KubectlFact]
    public async Task Get_workloads_of_all_namespaces_pages_through_the_whole_fleet()
    {
        var names = (await _kubectl.OutputAsync("get workloads -A --chunk-size=7 -o jsonpath={.items[*].metadata.uid}")).Split(' ');

        Assert.Equal(names.Length, names.Distinct(StringComparer.Ordinal).Count());
        Assert.True(names.Length >= DemoSilo.Clusters * DemoSilo.WorkloadsEach, $"{names.Length} workloads");
    }

    [KubectlFact]
    public async Task Get_workloads_selects_by_label_and_field()
    {
        var cluster = await _kubectl.OutputAsync("get workloads -A -l fleetengine.io/cluster=demo-2 -o jsonpath={.items[*].spec.ref.cluster}");
        var health = await _kubectl.OutputAsync("get workloads -A --field-selector status.health=Healthy -o jsonpath={.items[*].status.health}");

        Assert.Equal(["demo-2"], cluster.Split(' ').Distinct());
        Assert.Equal(["Healthy"], health.Split(' ').Distinct());
    }

    [KubectlFact]
    public async Task Describe_and_explain_speak_of_the_kinds()
    {
        var description = await _kubectl.OutputAsync("describe cluster demo-1");
        var explanation = await _kubectl.OutputAsync("explain cluster.spec.credentials");

        Assert.Contains("Reachable", description, StringComparison.Ordinal);
        Assert.Contains("kubeconfig", explanation, StringComparison.Ordinal);
    }

    [KubectlFact]
    public async Task Credentials_are_never_returned()
    {
        var yaml = await _kubectl.OutputAsync("get clusters -o yaml --show-managed-fields");

        Assert.Contains("secretRef: sha256:", yaml, StringComparison.Ordinal);
        Assert.DoesNotContain("client-key-data", yaml, StringComparison.Ordinal);
    }

    [KubectlFact]
    public async Task Apply_server_side_and_delete_a_project()
    {
        const string Project = """
            apiVersion: fleetengine.io/v1alpha1
            kind: Project
            metadata:
              name: payments
            spec:
              clusters: [demo-1]
            """;
        Assert.Contains("payments serverside-applied", await _kubectl.OutputAsync("apply --server-side -f -", Project), StringComparison.Ordinal);
        Assert.Equal("demo-1", await _kubectl.GetAsync("project/payments", "{.spec.clusters[0]}"));

        var refused = await _kubectl.RunAsync("apply --server-side -f -", Project.Replace("[demo-1]", "[Demo_1]", StringComparison.Ordinal));

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("Demo_1", refused.Error, StringComparison.Ordinal);
        await _kubectl.OutputAsync("delete project payments");
    }

    [KubectlFact]
    public async Task Workloads_cannot_be_written()
    {
        var name = (await _kubectl.OutputAsync("get workloads -A -o jsonpath={.items[0].metadata.namespace}/{.items[0].metadata.name}")).Split('/');

        var refused = await demo.Silo.Kubectl(name[0]).RunAsync($"delete workload {name[1]}");

        Assert.NotEqual(0, refused.ExitCode);
    }
}
