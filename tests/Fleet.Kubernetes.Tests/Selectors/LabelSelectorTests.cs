using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Selectors;

namespace Fleet.Kubernetes.Tests.Selectors;

public class LabelSelectorTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a=b", "a=b")]
    [InlineData("a == b", "a==b")]
    [InlineData("x in (foo,,baz),y,z notin ()", "x in (,baz,foo),y,z notin ()")]
    [InlineData("z,!a", "!a,z")]
    [InlineData("a=", "a=")]
    [InlineData("a=,b", "a=,b")]
    [InlineData("x in (,)", "x in ()")]
    [InlineData("in in (in,notin)", "in in (in,notin)")]
    [InlineData("n>1,m<2", "m<2,n>1")]
    [InlineData("a!=b", "a!=b")]
    [InlineData("example.com/role notin (b,a)", "example.com/role notin (a,b)")]
    public void Parse_reads_every_form(string text, string canonical)
    {
        var selector = LabelSelector.Parse(text);
        Assert.Equal(canonical, selector.ToString());
        Assert.Equal(text.Length == 0, selector.IsEmpty);
    }

    [Theory]
    [InlineData("==", "found '==', expected: !, identifier, or 'end of string'")]
    [InlineData("a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt")]
    [InlineData("a in web", "unable to parse requirement: found 'web' expected: '('")]
    [InlineData("a==b value", "found 'value', expected: ',' or 'end of string'")]
    [InlineData("a=b,", "found '', expected: identifier after ','")]
    [InlineData("a==,!", "unable to parse requirement: found '', expected: identifier")]
    [InlineData("a===b", "unable to parse requirement: found '=', expected: identifier")]
    [InlineData("a in (b", "unable to parse requirement: found '', expected: ',' or ')'")]
    [InlineData("a in (=", "unable to parse requirement: found '=', expected: ',', ')' or identifier")]
    [InlineData("n>x", "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer")]
    public void Parse_refuses_with_the_servers_words(string text, string message) =>
        Assert.Equal(message, Assert.Throws<SelectorFormatException>(() => LabelSelector.Parse(text)).Message);

    [Fact]
    public void Parse_refuses_keys_and_values_that_are_no_labels()
    {
        Assert.StartsWith(
            "unable to parse requirement: <nil>: Invalid value: \"-a\": name part must consist of alphanumeric characters",
            Assert.Throws<SelectorFormatException>(() => LabelSelector.Parse("-a=b")).Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "unable to parse requirement: values[0][a]: Invalid value: \"b*\": a valid label must be an empty string or consist of",
            Assert.Throws<SelectorFormatException>(() => LabelSelector.Parse("a=b*")).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a=1", true)]
    [InlineData("a!=1", false)]
    [InlineData("a==2", false)]
    [InlineData("a in (1,2)", true)]
    [InlineData("a notin (1,2)", false)]
    [InlineData("c notin (1,2)", true)]
    [InlineData("c!=1", true)]
    [InlineData("c", false)]
    [InlineData("!c", true)]
    [InlineData("!a", false)]
    [InlineData("a,b=x", true)]
    [InlineData("a,b=y", false)]
    [InlineData("a>0", true)]
    [InlineData("a>1", false)]
    [InlineData("a<2", true)]
    [InlineData("b>0", false)]
    [InlineData("c<1", false)]
    [InlineData("", true)]
    public void Matches_labels(string text, bool expected)
    {
        var labels = Document.Parse("""{"a":"1","b":"x"}""").Root;
        Assert.Equal(expected, LabelSelector.Parse(text).Matches(labels));
        Assert.Equal(expected, LabelSelector.Parse(text).Matches(new Dictionary<string, string> { ["a"] = "1", ["b"] = "x" }));
    }

    [Fact]
    public void Matches_does_not_allocate()
    {
        var labels = Document.Parse("""{"app":"web","tier":"front"}""").Root;
        var selector = LabelSelector.Parse("app=web,tier in (front,back),!gone");
        Assert.True(selector.Matches(labels));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            selector.Matches(labels);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void From_reads_the_object_form()
    {
        var selector = LabelSelector.From(Document.Parse(
            """{"matchLabels":{"app":"web"},"matchExpressions":[{"key":"tier","operator":"In","values":["b","a"]},{"key":"x","operator":"DoesNotExist"}]}""").Root);
        Assert.Equal("app=web,tier in (a,b),!x", selector.ToString());
        Assert.True(LabelSelector.From(Document.Parse("{}").Root).IsEmpty);
        Assert.True(LabelSelector.From(default).IsNothing);
        Assert.False(LabelSelector.From(default).Matches(Document.Parse("{}").Root));
        Assert.Equal(
            "\"Equals\" is not a valid label selector operator",
            Assert.Throws<SelectorFormatException>(() => LabelSelector.From(Document.Parse("""{"matchExpressions":[{"key":"a","operator":"Equals"}]}""").Root)).Message);
    }
}
