using Fleet.Kubernetes.Api.Discovery;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Api.Tests.Discovery;

public class AggregatedDiscoveryTests
{
    private readonly ResourceCatalog _catalog = new(new ResourceSet([Resource("", "v1", "pods", "Pod"), Resource("apps", "v1", "deployments", "Deployment")]));

    [Fact]
    public void Groups_added_to_a_catalog_come_last_with_mature_versions_first()
    {
        _catalog.Add(Resource("example.com", "v1beta1", "things", "Thing"), Resource("example.com", "v1", "things", "Thing"), Resource("a.example.com", "v1", "apples", "Apple"));
        var groups = AggregatedDiscovery.Groups(_catalog.Resources, isCore: false, "v2")["items"u8];
        Assert.Equal(["apps", "a.example.com", "example.com"], groups.Items.ToList().Select(group => group["metadata"u8]["name"u8].AsString()));
        Assert.Equal(["v1", "v1beta1"], groups[2]["versions"u8].Items.ToList().Select(version => version["version"u8].AsString()));
    }

    [Fact]
    public void Kinds_of_custom_resources_carry_group_and_version()
    {
        _catalog.Add(Resource("example.com", "v1", "things", "Thing") with { IsCustom = true });
        var groups = AggregatedDiscovery.Groups(_catalog.Resources, isCore: false, "v2")["items"u8];
        Assert.Equal("""{"group":"","version":"","kind":"Deployment"}""", Kind(groups[0]));
        Assert.Equal("""{"group":"example.com","version":"v1","kind":"Thing"}""", Kind(groups[1]));
    }

    [Fact]
    public void Documents_follow_the_catalog()
    {
        Assert.Null(LegacyDiscovery.Group(_catalog.Resources, "example.com"));
        _catalog.Add(Resource("example.com", "v1", "things", "Thing"));
        Assert.Equal("example.com/v1", LegacyDiscovery.Group(_catalog.Resources, "example.com")!["preferredVersion"u8]["groupVersion"u8].AsString());
        _catalog.Remove(new GroupVersionResource("example.com", "v1", "things"));
        Assert.Null(LegacyDiscovery.Resources(_catalog.Resources, "example.com", "v1"));
    }

    private static string Kind(Fleet.Kubernetes.Documents.DocumentValue group) => group["versions"u8][0]["resources"u8][0]["responseKind"u8].ToString();

    private static ResourceDefinition Resource(string group, string version, string resource, string kind) =>
        new() { Resource = new(group, version, resource), Kind = kind, IsNamespaced = true };
}
