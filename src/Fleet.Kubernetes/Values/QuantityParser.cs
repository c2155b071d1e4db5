using System.Buffers;
using System.Globalization;
using System.Numerics;

namespace Fleet.Kubernetes.Values;

/// <summary>Reads quantities as upstream <c>resource.ParseQuantity</c> does, its error texts and its leniency (<c>1.G</c>, <c>.5</c>) included.</summary>
internal static class QuantityParser
{
    private const string FormatWrong = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
    private const string SuffixWrong = "unable to parse quantity's suffix";
    private const string NumberWrong = "unable to parse numeric part of quantity";
    private const int Nano = -9;

    private static readonly SearchValues<char> SuffixLetters = SearchValues.Create("eEinumkKMGTP");

    /// <summary>The error, or null and the quantity.</summary>
    public static string? Parse(ReadOnlySpan<char> text, out Quantity quantity)
    {
        quantity = default;
        if (text.IsEmpty || !TrySplit(text, out var parts))
        {
            return FormatWrong;
        }

        if (text.Length > Quantity.MaxLength)
        {
            return NumberWrong;
        }

        if (!TryInterpret(text[parts.Suffix..], out var exponent, out var format))
        {
            return SuffixWrong;
        }

        if (!TryParseSmall(text, parts, exponent, format, out quantity))
        {
            quantity = ParseLarge(text, parts, exponent, format);
        }

        return null;
    }

    private static bool TrySplit(ReadOnlySpan<char> text, out Parts parts)
    {
        var at = text[0] is '-' or '+' ? 1 : 0;
        at += CountOf(text[at..], '0');
        parts = new Parts { Negative = text[0] == '-', Integer = at, IntegerLength = CountDigits(text[at..]) };
        at += parts.IntegerLength;
        if (at < text.Length && text[at] == '.')
        {
            parts.Fraction = ++at;
            parts.FractionLength = CountDigits(text[at..]);
            at += parts.FractionLength;
        }

        parts.Suffix = at;
        var letters = text[at..].IndexOfAnyExcept(SuffixLetters);
        if (letters < 0)
        {
            return true;
        }

        at += letters;
        at += text[at] is '-' or '+' ? 1 : 0;
        return at + CountDigits(text[at..]) == text.Length;
    }

    private static bool TryInterpret(ReadOnlySpan<char> suffix, out int exponent, out QuantityFormat format)
    {
        format = QuantityFormat.DecimalSI;
        exponent = 0;
        switch (suffix)
        {
            case "":
                return true;
            case [var letter] when "num".Contains(letter):
                exponent = Nano + ("num".IndexOf(letter) * 3);
                return true;
            case [var letter] when "kMGTPE".Contains(letter):
                exponent = ("kMGTPE".IndexOf(letter) + 1) * 3;
                return true;
            case [var letter, 'i'] when "KMGTPE".Contains(letter):
                format = QuantityFormat.BinarySI;
                exponent = ("KMGTPE".IndexOf(letter) + 1) * 10;
                return true;
            case ['e' or 'E', .. var digits]:
                format = QuantityFormat.DecimalExponent;
                var parsed = int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent);

                // Whatever is far below a nano is rounded up to one, so how far does not matter.
                exponent = Math.Max(exponent, -10 * Quantity.MaxExponent);
                return parsed && exponent <= Quantity.MaxExponent;
            default:
                return false;
        }
    }

    /// <summary>The common case, without big numbers. The conditions are upstream's, since they decide which text is kept as written.</summary>
    private static bool TryParseSmall(ReadOnlySpan<char> text, Parts parts, int exponent, QuantityFormat format, out Quantity quantity)
    {
        quantity = default;
        var digits = Math.Max(parts.IntegerLength, 1) + parts.FractionLength;
        var shift = 0;
        var scale = exponent - parts.FractionLength;
        if (format == QuantityFormat.BinarySI)
        {
            // 2^exponent takes about exponent × 3/10 digits of the 15 that surely fit.
            if (parts.FractionLength > 0 || 15 - digits - (int)(exponent * 3f / 10) - 1 < 0)
            {
                return false;
            }

            shift = exponent;
            scale = 0;
        }
        else if (digits > 18 || scale < Nano)
        {
            return false;
        }

        var number = Number(text.Slice(parts.Fraction, parts.FractionLength), Number(text.Slice(parts.Integer, parts.IntegerLength), 0));
        var value = (Int128)number << shift;
        if (value > long.MaxValue)
        {
            return false;
        }

        var kept = IsKept(text, parts, number, scale, format) ? text.ToString() : null;
        quantity = new Quantity(parts.Negative ? (long)-value : (long)value, scale, format, kept);
        return true;
    }

    /// <summary>Upstream keeps text it takes for canonical; only where that is not what we would write must it be stored.</summary>
    private static bool IsKept(ReadOnlySpan<char> text, Parts parts, long number, int scale, QuantityFormat format)
    {
        var plain = text[0] != '+'
            && parts.Integer == (parts.Negative ? 1 : 0)
            && parts.Fraction == 0
            && !(format == QuantityFormat.DecimalExponent && (text[parts.Suffix] == 'E' || text[parts.Suffix + 1] is '+' or '0' || text.EndsWith("-0") || text[parts.Suffix..].StartsWith("e-0")));
        if (plain || number == 0)
        {
            return false;
        }

        if (format == QuantityFormat.BinarySI)
        {
            return (number & 7) != 0;
        }

        var leadingZero = parts.IntegerLength == 0;
        return scale % 3 == 0 && number % 1000 != 0 && !leadingZero;
    }

    private static Quantity ParseLarge(ReadOnlySpan<char> text, Parts parts, int exponent, QuantityFormat format)
    {
        var value = BigInteger.Parse(
            string.Concat("0", text.Slice(parts.Integer, parts.IntegerLength), text.Slice(parts.Fraction, parts.FractionLength)), CultureInfo.InvariantCulture);
        if (value.IsZero)
        {
            return new Quantity(0, format);
        }

        var scale = -parts.FractionLength;
        if (format == QuantityFormat.BinarySI)
        {
            value <<= exponent;
        }
        else
        {
            scale += exponent;
        }

        if (scale < Nano)
        {
            // Whoever asks for some of a resource gets some, however little it is.
            var divisor = Nano - scale > value.GetBitLength() ? value + 1 : BigInteger.Pow(10, Nano - scale);
            value = BigInteger.DivRem(value, divisor, out var remainder) + remainder.Sign;
            scale = Nano;
        }

        if (format == QuantityFormat.BinarySI)
        {
            var one = BigInteger.Pow(10, -scale);
            if (value > long.MaxValue * one)
            {
                (value, scale) = (long.MaxValue, 0);
            }
            else if (value < one)
            {
                format = QuantityFormat.DecimalSI;
            }
        }

        return Quantity.Create(parts.Negative ? -value : value, scale, format);
    }

    private static long Number(ReadOnlySpan<char> digits, long before)
    {
        foreach (var digit in digits)
        {
            before = (before * 10) + (digit - '0');
        }

        return before;
    }

    private static int CountDigits(ReadOnlySpan<char> text) =>
        text.IndexOfAnyExceptInRange('0', '9') is var length and >= 0 ? length : text.Length;

    private static int CountOf(ReadOnlySpan<char> text, char value) =>
        text.IndexOfAnyExcept(value) is var length and >= 0 ? length : text.Length;

    private struct Parts
    {
        public bool Negative;
        public int Integer;
        public int IntegerLength;
        public int Fraction;
        public int FractionLength;
        public int Suffix;
    }
}
