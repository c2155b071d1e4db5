using System.Numerics;

namespace Fleet.Kubernetes.Values;

/// <summary>Exact arithmetic on unscaled × 10^exponent.</summary>
internal static class QuantityMath
{
    /// <summary>The unscaled value at a smaller or equal exponent.</summary>
    public static BigInteger Rescale(Quantity quantity, int exponent) =>
        quantity.Unscaled * BigInteger.Pow(10, quantity.IsZero ? 0 : quantity.Exponent - exponent);

    /// <summary>The value in units of 10^<paramref name="exponent"/>, rounded away from zero.</summary>
    public static BigInteger RoundUp(Quantity quantity, int exponent)
    {
        if (quantity.Exponent >= exponent)
        {
            return Rescale(quantity, exponent);
        }

        var quotient = BigInteger.DivRem(quantity.Unscaled, BigInteger.Pow(10, exponent - quantity.Exponent), out var remainder);
        return quotient + remainder.Sign;
    }

    public static int Compare(Quantity left, Quantity right)
    {
        if (left.Exponent == right.Exponent && left.Small is { } a && right.Small is { } b)
        {
            return a.CompareTo(b);
        }

        if (left.Sign != right.Sign || left.Sign == 0)
        {
            return left.Sign.CompareTo(right.Sign);
        }

        var exponent = Math.Min(left.Exponent, right.Exponent);
        return Rescale(left, exponent).CompareTo(Rescale(right, exponent));
    }

    /// <summary>The value without trailing zeros, so that equal values are equal pairs.</summary>
    public static (BigInteger Value, int Exponent) Normalize(BigInteger value, int exponent)
    {
        if (value.IsZero)
        {
            return (value, 0);
        }

        while (true)
        {
            var quotient = BigInteger.DivRem(value, 10, out var remainder);
            if (!remainder.IsZero)
            {
                return (value, exponent);
            }

            value = quotient;
            exponent++;
        }
    }
}
