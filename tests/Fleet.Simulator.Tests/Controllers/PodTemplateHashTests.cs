using Fleet.Kubernetes.Documents;
using Fleet.Simulator.Controllers.Deployments;

namespace Fleet.Simulator.Tests.Controllers;

public sealed class PodTemplateHashTests
{
    /// <summary>Hashes a real kube-controller-manager 1.36 gave.</summary>
    [Theory]
    [InlineData("nginx:1.27", "bfb6488d7")]
    [InlineData("nginx:1.28", "6f9546d86d")]
    [InlineData("nginx:9", "7bd4596c6")]
    public void Compute_gives_upstreams_hash(string image, string expected) => Assert.Equal(expected, PodTemplateHash.Compute(Template(image), null));

    [Fact]
    public void Compute_depends_on_everything_and_on_collisions()
    {
        var plain = PodTemplateHash.Compute(Template("nginx:1.27"), null);
        var changed = Document.Parse(Template("nginx:1.27").ToString().Replace("\"resources\":{}", "\"resources\":{\"requests\":{\"cpu\":\"100m\",\"memory\":\"64Mi\"}}", StringComparison.Ordinal));

        Assert.NotEqual(plain, PodTemplateHash.Compute(Template("nginx:1.27"), 0));
        Assert.NotEqual(PodTemplateHash.Compute(Template("nginx:1.27"), 1), PodTemplateHash.Compute(Template("nginx:1.27"), 2));
        Assert.NotEqual(plain, PodTemplateHash.Compute(changed.Root, null));
    }

    private static DocumentValue Template(string image) => Document.Parse($$$"""
        {"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"c","image":"{{{image}}}","resources":{},
        "terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File","imagePullPolicy":"IfNotPresent"}],"restartPolicy":"Always",
        "terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","securityContext":{},"schedulerName":"default-scheduler"}}
        """).Root;
}
