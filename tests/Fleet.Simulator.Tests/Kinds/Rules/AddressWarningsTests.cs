using Fleet.Simulator.Kinds.Batch;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Tests.Kinds.Rules;

public sealed class AddressWarningsTests
{
    [Theory]
    [InlineData("10.0.0.1", null)]
    [InlineData("2001:db8::1", null)]
    [InlineData("nothing", null)]
    [InlineData("010.0.0.1", "f: non-standard IP address \"010.0.0.1\" will be considered invalid in a future Kubernetes release: use \"10.0.0.1\"")]
    [InlineData("::ffff:1.2.3.4", "f: non-standard IP address \"::ffff:1.2.3.4\" will be considered invalid in a future Kubernetes release: use \"1.2.3.4\"")]
    [InlineData("2001:DB8::1", "f: IPv6 address \"2001:DB8::1\" should be in RFC 5952 canonical format (\"2001:db8::1\")")]
    public void Ip_in_an_unusual_form_is_warned_of(string value, string? expected)
    {
        var warnings = new List<string>();

        AddressWarnings.Ip(value, "f", warnings);

        Assert.Equal(expected is null ? [] : [expected], warnings);
    }

    [Theory]
    [InlineData("10.0.0.0/8", null)]
    [InlineData("2001:db8::/32", null)]
    [InlineData("10.1.1.1/8", "f: CIDR value \"10.1.1.1/8\" is ambiguous in this context (should be \"10.0.0.0/8\" or \"10.1.1.1/32\"?)")]
    [InlineData("010.0.0.0/8", "f: non-standard CIDR value \"010.0.0.0/8\" will be considered invalid in a future Kubernetes release: use \"10.0.0.0/8\"")]
    [InlineData("2001:DB8::/32", "f: IPv6 CIDR value \"2001:DB8::/32\" should be in RFC 5952 canonical format (\"2001:db8::/32\")")]
    public void Cidr_in_an_unusual_form_is_warned_of(string value, string? expected)
    {
        var warnings = new List<string>();

        AddressWarnings.Cidr(value, "f", warnings);

        Assert.Equal(expected is null ? [] : [expected], warnings);
    }

    [Theory]
    [InlineData("", 0, null)]
    [InlineData("0,2-4", 4, null)]
    [InlineData("1-2-3", 0, "the fragment \"1-2-3\" violates the requirement that an index interval can have at most two parts separated by '-'")]
    [InlineData("x", 0, "cannot convert string to integer for index: \"x\"")]
    [InlineData("9", 0, "too large index: \"9\"")]
    [InlineData("3-3", 0, "non-increasing order, previous: 3, current: 3")]
    public void Indexes_are_ascending_and_below_completions(string text, int count, string? problem)
    {
        Assert.Equal(problem, JobIndexes.FindProblem(text, 5, out var total));
        Assert.Equal(count, total);
    }
}
