using System.Globalization;
using System.Numerics;

namespace Fleet.Kubernetes.Yaml;

/// <summary>Integers as Go's <c>strconv.ParseInt(s, 0, 64)</c> reads them: decimal, <c>0x</c>, <c>0o</c>, <c>0b</c>, and octal by a leading zero.</summary>
internal static class YamlIntegers
{
    /// <summary>The decimal text, or null when it is not an integer. Larger than 64 bits is kept exactly.</summary>
    public static string? TryParse(string text)
    {
        var negative = text.StartsWith('-');
        var digits = text.AsSpan(negative || text.StartsWith('+') ? 1 : 0);
        if (digits.IsEmpty || digits.Length > 1000 || !char.IsAsciiDigit(digits[0]))
        {
            return null;
        }

        var radix = Radix(ref digits);
        if (digits.IsEmpty)
        {
            return null;
        }

        if (radix == 10)
        {
            return digits.IndexOfAnyExceptInRange('0', '9') < 0 ? (negative ? $"-{digits}" : digits.ToString()) : null;
        }

        var value = BigInteger.Zero;
        foreach (var digit in digits)
        {
            var number = char.IsAsciiHexDigit(digit) ? Convert.ToInt32(digit.ToString(), 16) : radix;
            if (number >= radix)
            {
                return null;
            }

            value = (value * radix) + number;
        }

        return (negative ? -value : value).ToString(CultureInfo.InvariantCulture);
    }

    private static int Radix(ref ReadOnlySpan<char> digits)
    {
        if (digits.Length < 2 || digits[0] != '0')
        {
            return 10;
        }

        var radix = digits[1] switch
        {
            'x' or 'X' => 16,
            'o' or 'O' => 8,
            'b' or 'B' => 2,
            _ => 0,
        };
        digits = digits[(radix == 0 ? 1 : 2)..];
        return radix == 0 ? 8 : radix;
    }
}
