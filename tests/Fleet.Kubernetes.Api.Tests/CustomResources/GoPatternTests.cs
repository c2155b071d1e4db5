using Fleet.Kubernetes.Api.CustomResources.Validation;

namespace Fleet.Kubernetes.Api.Tests.CustomResources;

public class GoPatternTests
{
    [Theory]
    [InlineData("^[a-z]+$", "abc", true)]
    [InlineData("^[a-z]+$", "abc\n", false)]
    [InlineData("^\\d+$", "12", true)]
    [InlineData("^\\d+$", "٣", false)]
    [InlineData("^[\\w.-]+$", "a_b.c-d", true)]
    [InlineData("^(?P<name>a+)$", "aaa", true)]
    [InlineData("^[[:alpha:]_]+$", "ab_", true)]
    [InlineData("^[[:alpha:]_]+$", "ab1", false)]
    [InlineData("^[^[:space:]]+$", "a b", false)]
    [InlineData("^[]a]+$", "]a", true)]
    [InlineData("^\\pL+$", "äb", true)]
    [InlineData("b", "abc", true)]
    [InlineData("^(a|aa)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", false)]
    public void TryCompile_means_what_go_means(string pattern, string text, bool expected)
    {
        Assert.True(GoPattern.TryCompile(pattern, out var regex));
        Assert.Equal(expected, regex.IsMatch(text));
    }

    [Theory]
    [InlineData("(")]
    [InlineData("[a")]
    [InlineData("(a)\\1")]
    [InlineData("(?=a)")]
    [InlineData("[[:nope:]]")]
    public void TryCompile_refuses_what_go_refuses(string pattern) => Assert.False(GoPattern.TryCompile(pattern, out _));
}
