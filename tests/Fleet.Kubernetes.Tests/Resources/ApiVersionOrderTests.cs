using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Tests.Resources;

public class ApiVersionOrderTests
{
    [Fact]
    public void Sort_puts_mature_and_newer_versions_first()
    {
        string[] versions = ["foo10", "v1", "v11alpha2", "foo1", "v10beta3", "v2", "v3beta1", "v12alpha1", "v11beta2", "v10"];
        Assert.Equal(
            ["v10", "v2", "v1", "v11beta2", "v10beta3", "v3beta1", "v12alpha1", "v11alpha2", "foo1", "foo10"],
            versions.Order(ApiVersionOrder.Instance));
    }
}
