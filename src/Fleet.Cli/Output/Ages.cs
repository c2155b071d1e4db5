using System.Globalization;

namespace Fleet.Cli.Output;

/// <summary>Times as kubectl tells them.</summary>
internal static class Ages
{
    /// <summary><c>45s</c>, <c>12m</c>, <c>7h</c>, <c>3d</c>; empty where nothing is known.</summary>
    /// <remarks>Source: k8s.io/apimachinery/pkg/util/duration HumanDuration, in its coarse form.</remarks>
    public static string Since(DateTimeOffset? time, DateTimeOffset now) => time is { } start ? Of(now - start) : "";

    public static string Of(TimeSpan span)
    {
        var seconds = Math.Max(0, (long)span.TotalSeconds);
        var (value, unit) = seconds switch
        {
            < 120 => (seconds, 's'),
            < 3 * 3600 => (seconds / 60, 'm'),
            < 48 * 3600 => (seconds / 3600, 'h'),
            _ => (seconds / 86400, 'd'),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{value}{unit}");
    }
}
