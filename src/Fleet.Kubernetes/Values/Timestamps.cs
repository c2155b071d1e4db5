using System.Globalization;
using System.Text.RegularExpressions;

namespace Fleet.Kubernetes.Values;

/// <summary>
/// RFC 3339 as Kubernetes writes it: <c>metav1.Time</c> to the second (<c>2026-11-23T17:39:56Z</c>), <c>metav1.MicroTime</c> to the microsecond,
/// always UTC. Reading is strict: upper-case <c>T</c> and <c>Z</c>, an offset is required, fractions are allowed.
/// </summary>
public static partial class Timestamps
{
    /// <summary><c>metav1.Time</c>: fractions of a second are dropped.</summary>
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary><c>metav1.MicroTime</c>: always six digits.</summary>
    public static string FormatMicro(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads RFC 3339; fractions finer than 100 ns are dropped.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length is < 20 or > 64 || !Rfc3339().IsMatch(text))
        {
            return false;
        }

        var fraction = text[19] is '.' or ',' ? text[20..].IndexOfAnyExceptInRange('0', '9') : 0;
        var zone = fraction == 0 ? text[19..] : text[(20 + fraction)..];
        var offset = zone is "Z"
            ? TimeSpan.Zero
            : new TimeSpan(int.Parse(zone[1..3], CultureInfo.InvariantCulture), int.Parse(zone[4..6], CultureInfo.InvariantCulture), 0) * (zone[0] == '-' ? -1 : 1);
        if (!DateTime.TryParseExact(text[..19], "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            return false;
        }

        var utc = local.Ticks + Ticks(text.Slice(20, fraction)) - offset.Ticks;
        if (utc < 0 || utc > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        time = new DateTimeOffset(utc, TimeSpan.Zero);
        return true;
    }

    /// <exception cref="FormatException">The text is not RFC 3339.</exception>
    public static DateTimeOffset Parse(string text) => TryParse(text, out var time)
        ? time
        : throw new FormatException($"parsing time \"{text}\" as \"2006-01-02T15:04:05Z07:00\": an RFC 3339 time such as 2026-11-23T17:39:56Z is accepted");

    private static long Ticks(ReadOnlySpan<char> digits)
    {
        var ticks = 0L;
        for (var i = 0; i < 7; i++)
        {
            ticks = (ticks * 10) + (i < digits.Length ? digits[i] - '0' : 0);
        }

        return ticks;
    }

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.,][0-9]+)?(Z|[+-]([01][0-9]|2[0-4]):[0-5][0-9])\z", RegexOptions.CultureInvariant)]
    private static partial Regex Rfc3339();
}
