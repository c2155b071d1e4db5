using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Negotiation;

namespace Fleet.Kubernetes.Api.Tests.Negotiation;

public class RepresentationTests
{
    private static readonly string[] Supported = ["application/json", "application/yaml"];

    [Theory]
    [InlineData("", "application/json", RepresentationKind.Object, "v1")]
    [InlineData("*/*", "application/json", RepresentationKind.Object, "v1")]
    [InlineData("text/html,application/json;q=0.5", "application/json", RepresentationKind.Object, "v1")]
    [InlineData("application/json;q=0.1, application/yaml", "application/yaml", RepresentationKind.Object, "v1")]
    [InlineData("application/json;as=Table;v=v1beta1;g=meta.k8s.io", "application/json", RepresentationKind.Table, "v1beta1")]
    [InlineData("application/json;as=Tablet;v=v1;g=meta.k8s.io,application/json", "application/json", RepresentationKind.Object, "v1")]
    [InlineData("application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1", "application/json", RepresentationKind.PartialObjectMetadata, "v1")]
    public void Negotiate_the_first_clause_that_is_served_counts(string accept, string mediaType, RepresentationKind kind, string version)
    {
        var representation = Representation.Negotiate(accept, Supported);
        Assert.Equal((mediaType, kind, version), (representation.MediaType, representation.Kind, representation.Version));
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/json;as=Tablet;v=v1;g=meta.k8s.io")]
    [InlineData("application/json;as=Table;v=v3;g=meta.k8s.io")]
    [InlineData("nonsense")]
    public void Negotiate_nothing_that_is_served_is_406(string accept)
    {
        var error = Assert.Throws<ApiException>(() => Representation.Negotiate(accept, Supported));
        Assert.Equal(406, error.Code);
        Assert.Equal("only the following media types are accepted: application/json, application/yaml", error.Message);
    }
}
