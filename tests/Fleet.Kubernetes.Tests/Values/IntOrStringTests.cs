using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Kubernetes.Tests.Values;

public class IntOrStringTests
{
    [Theory]
    [InlineData("3", 10, true, 3)]
    [InlineData("\"25%\"", 10, true, 3)]
    [InlineData("\"25%\"", 10, false, 2)]
    [InlineData("\"0%\"", 10, true, 0)]
    [InlineData("\"150%\"", 3, false, 4)]
    public void ScaledValue_takes_the_integer_or_the_share(string json, int total, bool roundUp, int expected) =>
        Assert.Equal(expected, IntOrString.From(Document.Parse(json).Root)!.Value.ScaledValue(total, roundUp));

    [Theory]
    [InlineData("http", "invalid value for IntOrString: invalid type: string is not a percentage")]
    [InlineData("x%", "invalid value for IntOrString: invalid value \"x%\": strconv.Atoi: parsing \"x\": invalid syntax")]
    public void ScaledValue_refuses_other_text(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => new IntOrString(text).ScaledValue(1, true)).Message);

    [Theory]
    [InlineData("true")]
    [InlineData("4294967296")]
    [InlineData("1.5")]
    public void From_gives_nothing_for_other_values(string json) => Assert.Null(IntOrString.From(Document.Parse(json).Root));
}
