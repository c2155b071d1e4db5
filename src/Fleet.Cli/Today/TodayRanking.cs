namespace Fleet.Cli.Today;

/// <summary>Which things are most worth doing now.</summary>
public static class TodayRanking
{
    public const int Limit = 10;

    /// <summary>
    /// The first of all: by weight of severity times the logarithm of how many workloads are affected (the hundredth matters less than the first), the
    /// older before the younger, then by title.
    /// </summary>
    public static IReadOnlyList<TodayItem> Rank(IEnumerable<TodayItem> items, int limit = Limit) =>
    [
        .. items
            .OrderByDescending(Score)
            .ThenBy(item => item.Since ?? DateTimeOffset.MaxValue)
            .ThenBy(item => item.Title, StringComparer.Ordinal)
            .ThenBy(item => item.Command, StringComparer.Ordinal)
            .Take(limit),
    ];

    public static double Score(TodayItem item) => (int)item.Severity * (1 + Math.Log2(Math.Max(1, item.Affected)));
}
