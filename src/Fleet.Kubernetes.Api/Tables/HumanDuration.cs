using System.Globalization;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Tables;

/// <summary>Ages as kubectl shows them: <c>45s</c>, <c>5m30s</c>, <c>3h12m</c>, <c>2d4h</c>, <c>1y20d</c> (<c>k8s.io/apimachinery/pkg/util/duration</c>).</summary>
public static class HumanDuration
{
    /// <summary>What an absent or unreadable time shows as.</summary>
    public const string Unknown = "<unknown>";

    private const int DaysAYear = 365;

    /// <summary>The time since an RFC 3339 timestamp of an object, <see cref="Unknown"/> where there is none.</summary>
    public static string Since(DocumentValue timestamp, DateTimeOffset now) => Parse(timestamp) is { } time ? Format(now - time) : Unknown;

    /// <summary>An RFC 3339 timestamp of an object, null where there is none.</summary>
    public static DateTimeOffset? Parse(DocumentValue timestamp) =>
        timestamp.AsString() is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;

    public static string Format(TimeSpan duration)
    {
        // A clock a moment behind shows 0s, one further off is a mistake worth seeing.
        var seconds = (long)duration.TotalSeconds;
        if (seconds < 0)
        {
            return seconds < -1 ? "<invalid>" : "0s";
        }

        if (seconds < 60 * 2)
        {
            return Text($"{seconds}s");
        }

        var minutes = seconds / 60;
        if (minutes < 10)
        {
            return Pair(minutes, 'm', seconds % 60, 's');
        }

        var hours = minutes / 60;
        if (hours < 3)
        {
            return Text($"{minutes}m");
        }

        if (hours < 8)
        {
            return Pair(hours, 'h', minutes % 60, 'm');
        }

        return hours < 48 ? Text($"{hours}h") : Days(hours);
    }

    private static string Days(long hours)
    {
        var days = hours / 24;
        if (days < 8)
        {
            return Pair(days, 'd', hours % 24, 'h');
        }

        if (days < DaysAYear * 2)
        {
            return Text($"{days}d");
        }

        var years = days / DaysAYear;
        return years < 8 ? Pair(years, 'y', days % DaysAYear, 'd') : Text($"{years}y");
    }

    private static string Pair(long major, char majorUnit, long minor, char minorUnit) =>
        minor == 0 ? Text($"{major}{majorUnit}") : Text($"{major}{majorUnit}{minor}{minorUnit}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
