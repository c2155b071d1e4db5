using Fleet.Kubernetes.Values;
using FsCheck.Xunit;

namespace Fleet.Kubernetes.Tests.Values;

public class GoDurationTests
{
    [Theory]
    [InlineData("0", "0s")]
    [InlineData("1h2m3.5s", "1h2m3.5s")]
    [InlineData("90m", "1h30m0s")]
    [InlineData("300ms", "300ms")]
    [InlineData("1.5us", "1.5µs")]
    [InlineData("-1.5h", "-1h30m0s")]
    [InlineData("+5s", "5s")]
    [InlineData(".5s", "500ms")]
    [InlineData("1.s", "1s")]
    [InlineData("100ns", "100ns")]
    [InlineData("2540400h10m10.000000000s", "2540400h10m10s")]
    [InlineData("-9223372036854775808ns", "-2562047h47m16.854775808s")]
    public void ToString_of_what_was_parsed_is_Gos(string text, string expected) => Assert.Equal(expected, GoDuration.Parse(text).ToString());

    [Theory]
    [InlineData("", "time: invalid duration \"\"")]
    [InlineData("3", "time: missing unit in duration \"3\"")]
    [InlineData("3x", "time: unknown unit \"x\" in duration \"3x\"")]
    [InlineData("x", "time: invalid duration \"x\"")]
    [InlineData(".s", "time: invalid duration \".s\"")]
    [InlineData("9223372036854775808ns", "time: invalid duration \"9223372036854775808ns\"")]
    [InlineData("1d", "time: unknown unit \"d\" in duration \"1d\"")]
    public void Parse_refuses_with_Gos_words(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => GoDuration.Parse(text)).Message);

    [Property]
    public bool Text_reads_back_as_the_same_duration(long nanoseconds) =>
        GoDuration.Parse(new GoDuration(nanoseconds).ToString()).Nanoseconds == nanoseconds;

    [Fact]
    public void Time_spans_convert_both_ways() =>
        Assert.Equal(TimeSpan.FromMinutes(1.5), GoDuration.From(TimeSpan.FromSeconds(90)).ToTimeSpan());
}
