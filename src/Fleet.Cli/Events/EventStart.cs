using System.Globalization;
using Fleet.Cli.Output;

namespace Fleet.Cli.Events;

/// <summary>Where a list of events begins; neither: following with what comes, everything else with the oldest kept.</summary>
/// <param name="After">The position before the first.</param>
/// <param name="NotBefore">The earliest time wanted; null for any.</param>
internal sealed record EventStart(long? After, DateTimeOffset? NotBefore)
{
    /// <exception cref="UsageException">Neither a position nor a duration.</exception>
    public static EventStart Parse(string? since, DateTimeOffset now)
    {
        if (since is null)
        {
            return new EventStart(null, null);
        }

        if (long.TryParse(since, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
        {
            return new EventStart(position, null);
        }

        return CliOptions.ParseDuration(since) is { } span
            ? new EventStart(null, now - span)
            : throw new UsageException($"--since: \"{since}\" is not accepted; a position as 12345, or a duration as 90s, 10m, 36h or 7d is.");
    }
}
