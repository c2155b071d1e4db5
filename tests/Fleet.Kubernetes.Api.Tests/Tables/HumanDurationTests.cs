using Fleet.Kubernetes.Api.Tables;

namespace Fleet.Kubernetes.Api.Tests.Tables;

public class HumanDurationTests
{
    [Theory]
    [InlineData(-2, "<invalid>")]
    [InlineData(-1, "0s")]
    [InlineData(119, "119s")]
    [InlineData(120, "2m")]
    [InlineData(330, "5m30s")]
    [InlineData(600, "10m")]
    [InlineData(179 * 60, "179m")]
    [InlineData(3 * 3600, "3h")]
    [InlineData((3 * 3600) + (12 * 60), "3h12m")]
    [InlineData(47 * 3600, "47h")]
    [InlineData(52 * 3600, "2d4h")]
    [InlineData(8 * 86400, "8d")]
    [InlineData(729 * 86400L, "729d")]
    [InlineData(750 * 86400L, "2y20d")]
    [InlineData(3000 * 86400L, "8y")]
    public void Format_a_duration_shows_its_two_largest_units(long seconds, string expected) =>
        Assert.Equal(expected, HumanDuration.Format(TimeSpan.FromSeconds(seconds)));
}
