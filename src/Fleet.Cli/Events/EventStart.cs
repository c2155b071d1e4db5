using System.Globalization;
using Fleet.Cli.Output;

namespace Fleet.Cli.Events;

/// <summary>Where a list of events begins.</summary>
/// <param name="After">The position before the first; null for now.</param>
/// <param name="NotBefore">The earliest time wanted; null for any.</param>
internal sealed record EventStart(long? After, DateTimeOffset? NotBefore)
{
    /// <summary>Following starts now, everything else with the oldest event kept.</summary>
    /// <exception cref="UsageException">Neither a position nor a duration.</exception>
    public static EventStart Parse(string? since, bool follow, DateTimeOffset now)
    {
        if (since is null)
        {
            return new EventStart(follow ? null : 0, null);
        }

        if (long.TryParse(since, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
        {
            return new EventStart(position, null);
        }

        return CliOptions.ParseDuration(since) is { } span
            ? new EventStart(0, now - span)
            : throw new UsageException($"--since: \"{since}\" is not accepted; a position as 12345, or a duration as 90s, 10m, 36h or 7d is.");
    }
}
