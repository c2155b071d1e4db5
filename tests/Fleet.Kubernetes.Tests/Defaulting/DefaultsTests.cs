using Fleet.Kubernetes.Defaulting;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Tests.Defaulting;

public sealed class DefaultsTests
{
    [Theory]
    [InlineData("nginx", "Always")]
    [InlineData("nginx:latest", "Always")]
    [InlineData("nginx:1.27", "IfNotPresent")]
    [InlineData("host:5000/nginx", "Always")]
    [InlineData("nginx@sha256:0123456789012345678901234567890123456789012345678901234567890123", "IfNotPresent")]
    [InlineData("", "IfNotPresent")]
    public void Apply_image_pull_policy_follows_the_tag(string image, string expected)
    {
        var pod = Defaulted("v1", "Pod", $$$"""{"spec":{"containers":[{"name":"c","image":"{{{image}}}"}]}}""");

        Assert.Equal(expected, pod["spec"]!["containers"]!.Items[0]["imagePullPolicy"]!.AsString());
    }

    [Fact]
    public void Apply_pod_requests_follow_limits_but_not_in_templates()
    {
        const string Spec = """{"containers":[{"name":"c","resources":{"limits":{"cpu":"1"}}}]}""";

        Assert.Equal("1", Defaulted("v1", "Pod", "{\"spec\":" + Spec + "}")["spec"]!["containers"]!.Items[0].At("resources", "requests", "cpu")!.AsString());
        Assert.Null(Defaulted("apps/v1", "Deployment", "{\"spec\":{\"template\":{\"spec\":" + Spec + "}}}").At("spec", "template", "spec")!["containers"]!.Items[0].At("resources", "requests"));
    }

    [Fact]
    public void Apply_probe_and_volume_defaults_reach_templates()
    {
        var spec = Defaulted("batch/v1", "CronJob", """{"spec":{"jobTemplate":{"spec":{"template":{"spec":{"containers":[{"name":"c","livenessProbe":{"httpGet":{"port":80}}}],"volumes":[{"name":"s","secret":{"secretName":"x"}},{"name":"e"}]}}}}}}""")
            .At("spec", "jobTemplate", "spec", "template", "spec")!;

        Assert.Equal("""{"httpGet":{"port":80,"path":"/","scheme":"HTTP"},"timeoutSeconds":1,"periodSeconds":10,"successThreshold":1,"failureThreshold":3}""", spec["containers"]!.Items[0]["livenessProbe"]!.ToString());
        Assert.Equal("""[{"name":"s","secret":{"secretName":"x","defaultMode":420}},{"name":"e","emptyDir":{}}]""", spec["volumes"]!.ToString());
    }

    [Fact]
    public void Apply_node_range_is_listed_too() =>
        Assert.Equal("""{"spec":{"podCIDR":"10.1.0.0/24","podCIDRs":["10.1.0.0/24"]}}""", Defaulted("v1", "Node", """{"spec":{"podCIDR":"10.1.0.0/24"}}""").ToString());

    [Fact]
    public void Apply_secret_string_data_becomes_data()
    {
        var secret = Defaulted("v1", "Secret", """{"data":{"a":"eA=="},"stringData":{"a":"y","b":"z"}}""");

        Assert.Equal("""{"data":{"a":"eQ==","b":"eg=="},"type":"Opaque"}""", secret.ToString());
    }

    [Theory]
    [InlineData("ClusterIP", null)]
    [InlineData("NodePort", "Cluster")]
    public void Apply_service_external_traffic_policy_needs_reachability(string type, string? expected) =>
        Assert.Equal(expected, Defaulted("v1", "Service", $$$"""{"spec":{"type":"{{{type}}}"}}""").At("spec", "externalTrafficPolicy")?.AsString());

    private static DocumentNode Defaulted(string apiVersion, string kind, string json)
    {
        var node = DocumentNode.From(Document.Parse(json).Root);
        Defaults.Apply(GroupVersionKind.From(apiVersion, kind), node);
        return node;
    }
}
