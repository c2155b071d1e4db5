using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Selectors;

namespace Fleet.Kubernetes.Tests.Selectors;

public class FieldSelectorTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("metadata.name=web", "metadata.name=web")]
    [InlineData("b!=c,a==d", "a=d,b!=c")]
    [InlineData("a=,", "a=")]
    [InlineData(@"a=x\,y\=z\\", @"a=x\,y\=z\\")]
    public void Parse_reads_every_form(string text, string canonical) => Assert.Equal(canonical, FieldSelector.Parse(text).ToString());

    [Theory]
    [InlineData("metadata.name>p1", "invalid selector: 'metadata.name>p1'; can't understand 'metadata.name>p1'")]
    [InlineData("a=b,metadata.name", "invalid selector: 'a=b,metadata.name'; can't understand 'metadata.name'")]
    [InlineData(@"a=\x", @"invalid field selector: invalid escape sequence: \x")]
    [InlineData(@"a=x\", @"invalid field selector: invalid escape sequence: \")]
    [InlineData("a=b=c", "invalid field selector: unescaped character in value: 61")]
    public void Parse_refuses_with_the_servers_words(string text, string message) =>
        Assert.Equal(message, Assert.Throws<SelectorFormatException>(() => FieldSelector.Parse(text)).Message);

    [Theory]
    [InlineData("metadata.name=web", true)]
    [InlineData("metadata.name!=web", false)]
    [InlineData("status.phase=", true)]
    [InlineData("status.phase!=Running", true)]
    [InlineData("spec.unschedulable=true", true)]
    [InlineData("spec.n=3", true)]
    [InlineData("spec.unschedulable=false", false)]
    [InlineData("metadata=", false)]
    [InlineData("metadata.name.more=", true)]
    public void Matches_objects_by_path(string text, bool expected)
    {
        var value = Document.Parse("""{"metadata":{"name":"web"},"spec":{"unschedulable":true,"n":3}}""").Root;
        Assert.Equal(expected, FieldSelector.Parse(text).Matches(value));
    }

    [Fact]
    public void ExactMatch_gives_what_a_term_demands()
    {
        var selector = FieldSelector.Parse("metadata.name=web,metadata.namespace!=x");
        Assert.Equal("web", selector.ExactMatch("metadata.name"));
        Assert.Null(selector.ExactMatch("metadata.namespace"));
        Assert.True(selector.Matches(field => field == "metadata.name" ? "web" : null));
    }
}
