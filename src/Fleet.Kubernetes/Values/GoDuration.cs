using System.Globalization;

namespace Fleet.Kubernetes.Values;

/// <summary>
/// A length of time as Go spells it: <c>1h2m3.5s</c>, <c>300ms</c> (<c>time.ParseDuration</c> and <c>Duration.String</c>; <c>metav1.Duration</c>
/// on the wire). Exact to the nanosecond, about ±292 years.
/// </summary>
public readonly record struct GoDuration(long Nanoseconds) : IComparable<GoDuration>
{
    private static readonly (string Unit, long Nanoseconds)[] Units =
    [
        ("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ];

    /// <summary>2^63, which only a negative duration can have.</summary>
    private static Int128 Bound => (Int128)long.MaxValue + 1;

    /// <summary>Rounds down to the 100 ns a <see cref="TimeSpan"/> can hold.</summary>
    public TimeSpan ToTimeSpan() => TimeSpan.FromTicks(Nanoseconds / 100);

    /// <exception cref="OverflowException">Longer than Go can hold.</exception>
    public static GoDuration From(TimeSpan span) => new(checked(span.Ticks * 100));

    /// <exception cref="FormatException">The text is not a duration; the message is Go's.</exception>
    public static GoDuration Parse(string text) =>
        Read(text, out var duration) is { } error ? throw new FormatException($"time: {error}") : duration;

    public static bool TryParse(string text, out GoDuration duration) => Read(text, out duration) is null;

    public int CompareTo(GoDuration other) => Nanoseconds.CompareTo(other.Nanoseconds);

    public override string ToString()
    {
        var sign = Nanoseconds < 0 ? "-" : "";
        var rest = Nanoseconds < 0 ? 0UL - (ulong)Nanoseconds : (ulong)Nanoseconds;
        if (rest < 1_000_000_000)
        {
            return rest switch
            {
                0 => "0s",
                < 1_000 => $"{sign}{rest}ns",
                < 1_000_000 => $"{sign}{Decimal(rest, 1_000)}µs",
                _ => $"{sign}{Decimal(rest, 1_000_000)}ms",
            };
        }

        var minutes = rest / 60_000_000_000;
        var seconds = Decimal(rest % 60_000_000_000, 1_000_000_000) + "s";
        return minutes switch
        {
            0 => sign + seconds,
            < 60 => $"{sign}{minutes}m{seconds}",
            _ => $"{sign}{minutes / 60}h{minutes % 60}m{seconds}",
        };
    }

    private static string Decimal(ulong value, long unit) => (value / (decimal)unit).ToString("0.#########", CultureInfo.InvariantCulture);

    private static string? Read(string text, out GoDuration duration)
    {
        duration = default;
        var negative = text.StartsWith('-');
        var rest = text.AsSpan(negative || text.StartsWith('+') ? 1 : 0);
        if (rest is "0")
        {
            return null;
        }

        if (rest.IsEmpty)
        {
            return $"invalid duration \"{text}\"";
        }

        Int128 total = 0;
        while (!rest.IsEmpty)
        {
            if (ReadPart(text, ref rest, out var part) is { } error)
            {
                return error;
            }

            total += part;
            if (total > Bound)
            {
                return $"invalid duration \"{text}\"";
            }
        }

        if (total == Bound && !negative)
        {
            return $"invalid duration \"{text}\"";
        }

        duration = new GoDuration((long)(negative ? -total : total));
        return null;
    }

    /// <summary>One number with its unit, in nanoseconds.</summary>
    private static string? ReadPart(string text, ref ReadOnlySpan<char> rest, out Int128 nanoseconds)
    {
        nanoseconds = 0;
        var number = Take(ref rest, rest.IndexOfAnyExcept("0123456789."));
        if (number.Length is 0 or > 64 || number is "." || number.Count('.') > 1)
        {
            return $"invalid duration \"{text}\"";
        }

        var unit = Take(ref rest, rest.IndexOfAny("0123456789."));
        if (unit.IsEmpty)
        {
            return $"missing unit in duration \"{text}\"";
        }

        if (Find(unit) is not { } size)
        {
            return $"unknown unit \"{unit}\" in duration \"{text}\"";
        }

        var dot = number.IndexOf('.');
        var digits = dot < 0 ? number : number[..dot];
        var whole = Int128.Zero;
        if ((!digits.IsEmpty && !Int128.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out whole)) || whole > Bound)
        {
            return $"invalid duration \"{text}\"";
        }

        nanoseconds = (whole * size) + (dot < 0 ? 0 : Fraction(number[(dot + 1)..], size));
        return null;
    }

    private static ReadOnlySpan<char> Take(ref ReadOnlySpan<char> rest, int length)
    {
        var taken = length < 0 ? rest : rest[..length];
        rest = rest[taken.Length..];
        return taken;
    }

    private static long Fraction(ReadOnlySpan<char> digits, long size)
    {
        Int128 value = 0;
        Int128 scale = 1;
        foreach (var digit in digits[..Math.Min(digits.Length, 18)])
        {
            value = (value * 10) + (digit - '0');
            scale *= 10;
        }

        return (long)(value * size / scale);
    }

    private static long? Find(ReadOnlySpan<char> unit)
    {
        foreach (var (name, nanoseconds) in Units)
        {
            if (unit.SequenceEqual(name))
            {
                return nanoseconds;
            }
        }

        return null;
    }
}
