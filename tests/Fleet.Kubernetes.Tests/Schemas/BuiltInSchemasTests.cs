using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.Tests.Schemas;

public class BuiltInSchemasTests
{
    private static readonly Schema Deployment = BuiltInSchemas.Instance.Find(new GroupVersionKind("apps", "v1", "Deployment"))!;

    [Fact]
    public void Containers_are_a_list_map_by_name_and_their_ports_by_port_and_protocol()
    {
        var containers = Deployment.At("spec", "template", "spec", "containers")!;
        Assert.Equal(ListType.Map, containers.ListType);
        Assert.Equal(["name"], containers.MapKeys);
        Assert.Equal("name", containers.PatchMergeKey);
        var ports = Deployment.At("spec", "template", "spec", "containers", "ports")!;
        Assert.Equal(["containerPort", "protocol"], ports.MapKeys);
        Assert.Equal("TCP", ports.Items!.Field("protocol")!.Default.AsString());
    }

    [Fact]
    public void Types_with_attributes_of_a_field_keep_their_fields()
    {
        Assert.Equal(SchemaKind.Quantity, Deployment.At("spec", "template", "spec", "containers", "resources", "limits", "cpu")!.Kind);
        Assert.True(Deployment.At("spec", "selector")!.IsAtomicMap);
        Assert.NotNull(Deployment.At("spec", "selector", "matchLabels"));
    }
}
