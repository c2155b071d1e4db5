using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Paths;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Fleet.Kubernetes.Tests.Paths;

public class JsonPathTests
{
    private static readonly Document Sample = Document.Parse(
        """
        {"metadata":{"labels":{"app.kubernetes.io/name":"web"}},
         "spec":{"ports":[{"name":"http","port":80},{"name":"https","port":443},{"name":"admin","port":9000}],"replicas":3},
         "status":{"conditions":[{"type":"Ready","status":"True"},{"type":"Synced","status":"False"}]}}
        """);

    [Theory]
    [InlineData(".spec.replicas", "3")]
    [InlineData("{.spec.replicas}", "3")]
    [InlineData("$.spec.replicas", "3")]
    [InlineData(".metadata.labels.app\\.kubernetes\\.io/name", "\"web\"")]
    [InlineData(".metadata.labels['app.kubernetes.io/name']", "\"web\"")]
    [InlineData(".spec.ports[1].port", "443")]
    [InlineData(".spec.ports[-1].name", "\"admin\"")]
    [InlineData(".spec.ports[0:2].port", "80 443")]
    [InlineData(".spec.ports[*].name", "\"http\" \"https\" \"admin\"")]
    [InlineData(".spec.ports[0,2].port", "80 9000")]
    [InlineData(".status.conditions[?(@.type==\"Ready\")].status", "\"True\"")]
    [InlineData(".status.conditions[?(@.type!='Ready')].status", "\"False\"")]
    [InlineData(".spec.ports[?(@.port>100)].name", "\"https\" \"admin\"")]
    [InlineData(".spec.ports[?(@.missing)].name", "")]
    [InlineData("..port", "80 443 9000")]
    [InlineData(".spec.missing.deeper", "")]
    public void Find_a_path_gives_the_values_it_leads_to(string path, string expected) =>
        Assert.Equal(expected, string.Join(' ', JsonPath.Parse(path).Find(Sample.Root).Select(value => value.ToString())));

    [Theory]
    [InlineData("spec.replicas")]
    [InlineData(".spec.ports[")]
    [InlineData(".spec.ports[x]")]
    [InlineData(".a b")]
    public void Parse_a_malformed_path_names_it(string path) =>
        Assert.Contains(path, Assert.Throws<FormatException>(() => JsonPath.Parse(path)).Message);

    [Fact]
    public void AsFieldNames_a_path_with_an_index_is_none()
    {
        Assert.Equal(["spec", "replicas"], JsonPath.Parse(".spec.replicas").AsFieldNames()!);
        Assert.Null(JsonPath.Parse(".spec.ports[0]").AsFieldNames());
    }

    [Fact]
    public void Descending_through_a_large_object_is_bounded() =>
        Assert.InRange(JsonPath.Parse("..").Find(Document.Parse($"[{string.Join(',', Enumerable.Repeat("[]", 30_000))}]").Root).Count, 10_000, 10_001);

    [Property(MaxTest = 500)]
    public Property Any_text_is_a_path_or_a_format_error() =>
        Prop.ForAll(Gen.Elements([.. ".[]'\"?@$*:,()=!<>0a\\ -"]).ArrayOf().Select(characters => new string(characters)).ToArbitrary(), text =>
            !JsonPath.TryParse(text, out var path) || path!.Find(Sample.Root).All(value => value.Exists));
}
