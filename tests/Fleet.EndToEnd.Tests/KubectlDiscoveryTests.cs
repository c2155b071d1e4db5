namespace Fleet.EndToEnd.Tests;

[Collection(SimulatedClusters.Name)]
public sealed class KubectlDiscoveryTests(SimulatedClusters clusters)
{
    [KubectlFact]
    public async Task Api_resources_and_versions_list_what_is_served()
    {
        var resources = await clusters.On().OutputAsync("api-resources");
        Assert.Matches(@"(?m)^deployments +deploy +apps/v1 +true +Deployment$", resources);
        Assert.Matches(@"(?m)^pods +po +v1 +true +Pod$", resources);
        Assert.Matches(@"(?m)^nodes +no +v1 +false +Node$", resources);
        Assert.Contains("apps/v1\n", await clusters.On().OutputAsync("api-versions") + "\n", StringComparison.Ordinal);
        Assert.Contains("v1.36", await clusters.On().OutputAsync("version"), StringComparison.Ordinal);
    }

    [KubectlFact]
    public async Task Explain_shows_the_structure_of_a_field()
    {
        var strategy = await clusters.On().OutputAsync("explain deployment.spec.strategy");
        Assert.Matches(@"GROUP: +apps\nKIND: +Deployment\nVERSION: +v1\n\nFIELD: strategy <DeploymentStrategy>", strategy);
        Assert.Contains("rollingUpdate\t<RollingUpdateDeployment>", strategy, StringComparison.Ordinal);
        Assert.Matches(@"jobTemplate\t<JobTemplateSpec>", await clusters.On().OutputAsync("explain cronjob.spec --recursive"));
    }

    [KubectlFact]
    public async Task Custom_resources_are_served_explained_and_printed()
    {
        var kubectl = await clusters.NewNamespaceAsync();
        await clusters.On("c2").OutputAsync("apply -f -", Crd);
        await clusters.On("c2").OutputAsync("wait --for=condition=Established crd/widgets.e2e.example.com --timeout=30s");
        var other = clusters.On("c2");
        await other.OutputAsync("apply -f -", "{apiVersion: e2e.example.com/v1, kind: Widget, metadata: {name: w}, spec: {size: 3}}");

        Assert.Matches(@"^NAME +SIZE\nw +3$", await other.OutputAsync("get widgets"));
        Assert.Contains("size\t<integer>", await other.OutputAsync("explain widget.spec"), StringComparison.Ordinal);
        Assert.Contains("spec.size", (await other.RunAsync("apply -f -", "{apiVersion: e2e.example.com/v1, kind: Widget, metadata: {name: x}, spec: {size: many}}")).Failed(), StringComparison.Ordinal);
        (await kubectl.RunAsync("get widgets")).Failed();
    }

    [KubectlFact]
    public async Task Auth_answers_what_the_caller_may_do()
    {
        Assert.Equal("yes", await clusters.On().OutputAsync("auth can-i delete pods"));
        Assert.Matches(@"\*\.\* +\[\] +\[\] +\[\*\]", await clusters.On().OutputAsync("auth can-i --list"));
        Assert.Contains("system:masters", await clusters.On().OutputAsync("auth whoami"), StringComparison.Ordinal);
        Assert.Equal("no\n", (await clusters.On().RunAsync("auth can-i delete pods --as=jane")).Output);
        Assert.Contains("pods is forbidden: User \"jane\" cannot list resource \"pods\"", (await clusters.On().RunAsync("get pods --as=jane")).Failed(), StringComparison.Ordinal);
    }

    [KubectlFact]
    public async Task Top_shows_load()
    {
        var kubectl = clusters.On();

        Assert.Matches(@"^NAME +CPU\(cores\) +CPU\(%\) +MEMORY\(bytes\) +MEMORY\(%\) *\n\S+ +\d+m +\d+% +\d+Mi +\d+%", await kubectl.OutputAsync("top nodes"));
        Assert.Matches(@"^NAMESPACE +NAME +CPU\(cores\) +MEMORY\(bytes\) *\n\S+ +\S+ +\d+m +\d+Mi", await kubectl.OutputAsync("top pods -A"));
    }

    private const string Crd = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: widgets.e2e.example.com}
        spec:
          group: e2e.example.com
          scope: Namespaced
          names: {plural: widgets, singular: widget, kind: Widget}
          versions:
          - name: v1
            served: true
            storage: true
            additionalPrinterColumns: [{name: Size, type: integer, jsonPath: .spec.size}]
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec:
                    type: object
                    properties: {size: {type: integer, description: How big it is.}}
        """;
}
