using System.Globalization;
using System.Numerics;

namespace Fleet.Kubernetes.Values;

/// <summary>The canonical text of a quantity, as upstream <c>Quantity.CanonicalizeBytes</c> gives it.</summary>
internal static class QuantityText
{
    private static readonly string[] DecimalSuffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    private static readonly string[] BinarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

    public static string Canonical(Quantity quantity)
    {
        if (quantity.IsZero)
        {
            return "0";
        }

        if (quantity is { Format: QuantityFormat.BinarySI, Exponent: 0, Small: >= 1024 or <= -1024 })
        {
            return Binary(quantity.Small.Value);
        }

        // Small and fractional amounts are written in decimal, so that nothing is rounded.
        if (quantity.Format == QuantityFormat.BinarySI
            && QuantityMath.Normalize(quantity.Unscaled, quantity.Exponent) is var (value, exponent)
            && exponent >= 0
            && value * BigInteger.Pow(10, exponent) is var whole
            && BigInteger.Abs(whole) >= 1024)
        {
            return Binary(whole);
        }

        return quantity.Small is { } small and not long.MinValue
            ? Decimal(small, quantity.Exponent, quantity.Format)
            : Decimal(quantity.Unscaled, quantity.Exponent, quantity.Format);
    }

    private static string Binary(long value)
    {
        var suffix = 0;
        while (suffix < BinarySuffixes.Length - 1 && (value & 1023) == 0)
        {
            value >>= 10;
            suffix++;
        }

        return value.ToString(CultureInfo.InvariantCulture) + BinarySuffixes[suffix];
    }

    private static string Binary(BigInteger value)
    {
        var suffix = 0;
        while (suffix < BinarySuffixes.Length - 1 && (value & 1023).IsZero)
        {
            value >>= 10;
            suffix++;
        }

        return value.ToString(CultureInfo.InvariantCulture) + BinarySuffixes[suffix];
    }

    private static string Decimal(long value, int exponent, QuantityFormat format)
    {
        while (value % 10 == 0)
        {
            value /= 10;
            exponent++;
        }

        Int128 mantissa = value;
        for (; exponent % 3 != 0; exponent--)
        {
            mantissa *= 10;
        }

        return mantissa.ToString(CultureInfo.InvariantCulture) + Suffix(exponent, format);
    }

    private static string Decimal(BigInteger value, int exponent, QuantityFormat format)
    {
        (value, exponent) = QuantityMath.Normalize(value, exponent);
        for (; exponent % 3 != 0; exponent--)
        {
            value *= 10;
        }

        return value.ToString(CultureInfo.InvariantCulture) + Suffix(exponent, format);
    }

    /// <summary>DecimalSI ends at E; beyond, and below n, the exponent is spelled out rather than lost.</summary>
    private static string Suffix(int exponent, QuantityFormat format)
    {
        if (format != QuantityFormat.DecimalExponent && exponent is >= -9 and <= 18)
        {
            return DecimalSuffixes[(exponent / 3) + 3];
        }

        return exponent == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"e{exponent}");
    }
}
