using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.Tests.Schemas;

public class CrdSchemaReaderTests
{
    private static readonly Schema Widget = CrdSchemaReader.Read(Document.Parse("""
        {"spec":{"group":"example.com","names":{"kind":"Widget"},"versions":[{"name":"v1","schema":{"openAPIV3Schema":{"type":"object","properties":{
          "metadata":{"type":"object","properties":{"name":{"type":"string","maxLength":10}}},
          "spec":{"type":"object","required":["size"],"properties":{
            "size":{"type":"integer","default":0,"enum":[0,1,2]},
            "note":{"type":"string","nullable":true,"default":""},
            "ports":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["port","protocol"],
              "items":{"type":"object","properties":{"port":{"type":"integer"},"protocol":{"type":"string","default":"TCP"}}}},
            "tags":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
            "target":{"x-kubernetes-int-or-string":true,"anyOf":[{"type":"integer"},{"type":"string"}]},
            "template":{"type":"object","x-kubernetes-embedded-resource":true,"x-kubernetes-preserve-unknown-fields":true},
            "limits":{"type":"object","additionalProperties":{"type":"string"}},
            "selector":{"type":"object","x-kubernetes-map-type":"atomic","properties":{"a":{"type":"string"}}},
            "raw":{"x-kubernetes-preserve-unknown-fields":true},
            "evil":{"$ref":"#/definitions/x"},
            "open":{"type":"object","x-kubernetes-preserve-unknown-fields":true,"properties":{"known":{"type":"string"}}}}}}}}},
          {"name":"v2"}]}}
        """).Root)[new GroupVersionKind("example.com", "v1", "Widget")];

    [Fact]
    public void Every_object_has_the_metadata_of_kubernetes()
    {
        Assert.Equal(ListType.Set, Widget.At("metadata", "finalizers")!.ListType);
        Assert.Equal(SchemaKind.String, Widget.At("apiVersion")!.Kind);
        Assert.NotNull(Widget.At("spec", "template", "metadata", "labels"));
        Assert.True(Widget.At("spec", "template")!.PreserveUnknownFields);
        Assert.True(Widget.At("spec", "template")!.IsEmbeddedResource);
    }

    [Fact]
    public void Extensions_are_read_as_structure()
    {
        Assert.Equal(["port", "protocol"], Widget.At("spec", "ports")!.MapKeys);
        Assert.Equal("TCP", Widget.At("spec", "ports", "protocol")!.Default.AsString());
        Assert.Equal(ListType.Set, Widget.At("spec", "tags")!.ListType);
        Assert.Equal(SchemaKind.IntOrString, Widget.At("spec", "target")!.Kind);
        Assert.Equal(SchemaKind.Map, Widget.At("spec", "limits")!.Kind);
        Assert.True(Widget.At("spec", "selector")!.IsAtomicMap);
        Assert.Equal(SchemaKind.Any, Widget.At("spec", "raw")!.Kind);
        Assert.Equal(SchemaKind.Any, Widget.At("spec", "evil")!.Kind);
        Assert.True(Widget.At("spec", "open")!.PreserveUnknownFields);
        Assert.NotNull(Widget.At("spec", "open", "known"));
        Assert.Equal(["size"], Widget.At("spec")!.Required);
    }

    [Fact]
    public void Defaults_enums_and_nullable_are_kept()
    {
        Assert.Equal(0, Widget.At("spec", "size")!.Default.AsInt64());
        Assert.Equal(["0", "1", "2"], Widget.At("spec", "size")!.Enum);
        Assert.True(Widget.At("spec", "note")!.IsNullable);
        Assert.True(Widget.At("spec", "note")!.Default.IsString);
    }

    [Fact]
    public void A_version_without_a_schema_keeps_every_field()
    {
        var open = CrdSchemaReader.ReadVersion(default);
        Assert.True(open.PreserveUnknownFields);
        Assert.NotNull(open.At("metadata", "name"));
    }
}
