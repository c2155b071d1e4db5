using Fleet.Kubernetes.Defaulting;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.Tests.Defaulting;

public sealed class NormalisationTests
{
    private static readonly GroupVersionKind Deployment = new("apps", "v1", "Deployment");
    private static readonly GroupVersionKind Pod = new("", "v1", "Pod");
    private static readonly GroupVersionKind ConfigMap = new("", "v1", "ConfigMap");

    [Theory]
    [InlineData("""{"spec":{"paused":false,"replicas":0,"minReadySeconds":0}}""", "spec.replicas", "0")]
    [InlineData("""{"spec":{"template":{"spec":{"containers":[{"name":"c","image":"","args":[],"resources":{"limits":{"cpu":"1000m"}}}]}}}}""", "spec.template.spec.containers", """[{"name":"c","resources":{"limits":{"cpu":"1"}}}]""")]
    [InlineData("""{"spec":{"template":{"spec":{"securityContext":{},"nodeSelector":{},"enableServiceLinks":false,"hostNetwork":false}}}}""", "spec.template.spec.securityContext", "{}")]
    [InlineData("""{"spec":{"selector":null}}""", "spec.selector", "null")]
    [InlineData("{}", "status", "{}")]
    [InlineData("{}", "spec.strategy", "{}")]
    public void Apply_deployment_writes_fields_as_typed_structs_do(string sent, string path, string expected)
    {
        var made = Normalisation.Apply(Deployment, Document.Parse(sent).Root);

        Assert.Equal(expected, made.At(path.Split('.'))?.ToString());
    }

    [Fact]
    public void Apply_drops_nulls_unknown_fields_and_empty_values()
    {
        var made = Normalisation.Apply(Pod, Document.Parse("""{"metadata":{"creationTimestamp":null,"labels":{},"name":"p","x":1},"spec":{"hostNetwork":false,"volumes":[],"hostname":"","shareProcessNamespace":false}}""").Root);

        Assert.Equal("""{"name":"p"}""", made["metadata"]!.ToString());
        Assert.Equal("""{"shareProcessNamespace":false,"containers":null}""", made["spec"]!.ToString());
    }

    [Fact]
    public void Apply_reports_unknown_and_duplicate_fields_in_document_order()
    {
        var errors = new List<string>();

        Normalisation.Apply(Deployment, Document.Parse("""{"metadata":{"bogus":1},"spec":{"replicas":1,"replicas":2,"template":{"spec":{"containers":[{"imagee":"x"}]}},"foo":1}}""").Root, errors);

        Assert.Equal(
            ["unknown field \"metadata.bogus\"", "duplicate field \"spec.replicas\"", "unknown field \"spec.template.spec.containers[0].imagee\"", "unknown field \"spec.foo\""],
            errors);
    }

    [Theory]
    [InlineData("""{"spec":{"replicas":"1"}}""", "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32")]
    [InlineData("""{"spec":{"replicas":1.5}}""", "json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32")]
    [InlineData("""{"spec":{"template":{"spec":{"containers":{}}}}}""", "json: cannot unmarshal object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container")]
    [InlineData("""{"metadata":{"labels":{"a":1}}}""", "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string")]
    [InlineData("""{"spec":[]}""", "json: cannot unmarshal array into Go struct field Deployment.spec of type v1.DeploymentSpec")]
    public void Apply_wrong_type_says_what_the_server_says(string sent, string message) =>
        Assert.Equal(message, Assert.Throws<TypedDecodeException>(() => Normalisation.Apply(Deployment, Document.Parse(sent).Root)).Message);

    [Fact]
    public void Apply_bad_base64_names_the_byte() =>
        Assert.Equal(
            "illegal base64 data at input byte 0",
            Assert.Throws<TypedDecodeException>(() => Normalisation.Apply(ConfigMap, Document.Parse("""{"binaryData":{"k":"v"}}""").Root)).Message);

    [Fact]
    public void Apply_and_defaults_twice_change_nothing_more_for_any_built_in_kind()
    {
        foreach (var kind in BuiltInSchemas.Instance.Kinds)
        {
            var once = Normalised(kind, Document.Parse("""{"metadata":{"name":"a"}}"""));
            var twice = Normalised(kind, once);

            Assert.True(once.Root.DeepEquals(twice.Root), $"{once} became {twice}");
        }
    }

    private static Document Normalised(GroupVersionKind kind, Document document)
    {
        var node = Normalisation.Apply(kind, document.Root);
        Defaults.Apply(kind, node);
        return node.ToDocument();
    }
}
