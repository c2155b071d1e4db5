using Fleet.Kubernetes.Values;

namespace Fleet.Kubernetes.Tests.Values;

public class TimestampsTests
{
    [Theory]
    [InlineData("2026-11-23T17:39:56Z", "2026-11-23T17:39:56Z", "2026-11-23T17:39:56.000000Z")]
    [InlineData("2026-11-23T17:39:56.1234567Z", "2026-11-23T17:39:56Z", "2026-11-23T17:39:56.123456Z")]
    [InlineData("2026-11-23T17:39:56.5+02:00", "2026-11-23T15:39:56Z", "2026-11-23T15:39:56.500000Z")]
    [InlineData("2026-11-23T17:39:56-08:30", "2026-11-24T02:09:56Z", "2026-11-24T02:09:56.000000Z")]
    public void Times_are_read_with_any_offset_and_written_in_UTC(string text, string seconds, string micros)
    {
        var time = Timestamps.Parse(text);
        Assert.Equal(seconds, Timestamps.Format(time));
        Assert.Equal(micros, Timestamps.FormatMicro(time));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-11-23")]
    [InlineData("2026-11-23 17:39:56Z")]
    [InlineData("2026-11-23t17:39:56z")]
    [InlineData("2026-11-23T17:39:56")]
    [InlineData("2026-02-30T17:39:56Z")]
    [InlineData("2026-11-23T24:00:00Z")]
    [InlineData("2026-11-23T17:39:56.Z")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("2026-11-23T17:39:56Z\n")]
    public void TryParse_is_strict(string text)
    {
        Assert.False(Timestamps.TryParse(text, out _));
        Assert.Contains(text, Assert.Throws<FormatException>(() => Timestamps.Parse(text)).Message, StringComparison.Ordinal);
    }
}
