using Fleet.Cli.Today;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Fleet.Cli.Tests.Units;

public sealed class TodayRankingTests
{
    [Theory]
    [InlineData(TodaySeverity.Outage, 1, TodaySeverity.Failing, 1)]
    [InlineData(TodaySeverity.Failing, 1, TodaySeverity.Stuck, 2)]
    [InlineData(TodaySeverity.Stuck, 1, TodaySeverity.Risk, 7)]
    [InlineData(TodaySeverity.Outage, 50, TodaySeverity.Failing, 500)]
    [InlineData(TodaySeverity.Failing, 100, TodaySeverity.Outage, 2)]
    [InlineData(TodaySeverity.Failing, 3, TodaySeverity.Risk, 100_000)]
    public void What_weighs_more_comes_first(TodaySeverity first, long affected, TodaySeverity second, long others)
    {
        var ranked = TodayRanking.Rank([new TodayItem(second, "b", others, ""), new TodayItem(first, "a", affected, "")]);

        Assert.Equal("a", ranked[0].Title);
    }

    [Fact]
    public void Of_equal_weight_the_older_comes_first_and_then_the_title_decides()
    {
        var old = DateTimeOffset.UnixEpoch;
        var ranked = TodayRanking.Rank(
        [
            new TodayItem(TodaySeverity.Failing, "unknown", 1, ""),
            new TodayItem(TodaySeverity.Failing, "z", 1, "") { Since = old },
            new TodayItem(TodaySeverity.Failing, "a", 1, "") { Since = old.AddDays(1) },
            new TodayItem(TodaySeverity.Failing, "b", 1, "") { Since = old.AddDays(1) },
        ]);

        Assert.Equal(["z", "a", "b", "unknown"], ranked.Select(item => item.Title));
    }

    [Property]
    public void The_ranking_does_not_depend_on_the_order_found_and_is_short((int Severity, int Affected, byte Title)[] found, int seed)
    {
        var severities = Enum.GetValues<TodaySeverity>();
        var items = found.Select(one => new TodayItem(severities[(int)((uint)one.Severity % severities.Length)], $"t{one.Title}", one.Affected, $"{one.Affected}")).ToList();
        var shuffled = items.ToArray();
        new Random(seed).Shuffle(shuffled);

        var ranked = TodayRanking.Rank(items);

        Assert.Equal(ranked, TodayRanking.Rank(shuffled));
        Assert.Equal(Math.Min(items.Count, TodayRanking.Limit), ranked.Count);
        Assert.All(items.Except(ranked), left => Assert.All(ranked, kept => Assert.True(TodayRanking.Score(kept) >= TodayRanking.Score(left))));
    }
}
