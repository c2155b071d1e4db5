using System.Globalization;
using System.Numerics;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Values;

/// <summary>
/// An exact amount of a resource: <c>500m</c>, <c>1.5Gi</c>, <c>1e3</c>. Decimal fixed point (unscaled × 10^exponent), never a float; the format
/// it was written in is remembered. Equality and order are by value: <c>1000m</c> equals <c>1</c>.
/// </summary>
/// <remarks>
/// Behaves as <c>k8s.io/apimachinery/pkg/api/resource.Quantity</c>: what is finer than a nano is rounded away from zero to one, a binary amount
/// is capped at 2^63-1, and text that upstream takes for canonical is kept as written (<c>1E3</c>, <c>1.500</c>). Two bounds upstream does not
/// have keep hostile input cheap: text of at most <see cref="MaxLength"/> characters and decimal exponents up to <see cref="MaxExponent"/>.
/// </remarks>
public readonly struct Quantity : IEquatable<Quantity>, IComparable<Quantity>
{
    /// <summary>Longer text is refused.</summary>
    public const int MaxLength = 1024;

    /// <summary>Larger decimal exponents are refused.</summary>
    public const int MaxExponent = 1000;

    private readonly long _value;

    /// <summary>A boxed <see cref="BigInteger"/> when 64 bits are too few, or the text as written where it is kept.</summary>
    private readonly object? _more;
    private readonly short _exponent;
    private readonly QuantityFormat _format;

    public Quantity(long value, QuantityFormat format = QuantityFormat.DecimalSI)
        : this(value, 0, format, null)
    {
    }

    internal Quantity(long value, int exponent, QuantityFormat format, string? text)
    {
        _value = value;
        _exponent = value == 0 ? (short)0 : (short)exponent;
        _format = format;
        _more = text;
    }

    private Quantity(BigInteger value, int exponent, QuantityFormat format)
    {
        _more = value;
        _exponent = (short)exponent;
        _format = format;
    }

    public static Quantity Zero => default;

    public QuantityFormat Format => _format;

    public bool IsZero => _value == 0 && _more is not BigInteger;

    /// <summary>-1, 0 or 1.</summary>
    public int Sign => _more is BigInteger big ? big.Sign : Math.Sign(_value);

    internal int Exponent => _exponent;

    internal BigInteger Unscaled => _more is BigInteger big ? big : _value;

    /// <summary>The unscaled value when it fits 64 bits.</summary>
    internal long? Small => _more is BigInteger ? null : _value;

    /// <exception cref="QuantityFormatException">The text is not a quantity; the message is upstream's.</exception>
    public static Quantity Parse(ReadOnlySpan<char> text) =>
        QuantityParser.Parse(text, out var quantity) is { } error ? throw new QuantityFormatException(error) : quantity;

    public static bool TryParse(ReadOnlySpan<char> text, out Quantity quantity) => QuantityParser.Parse(text, out quantity) is null;

    /// <summary>Reads a string or a number of a document, as JSON decoding does: surrounding white space does not count.</summary>
    public static bool TryParse(DocumentValue value, out Quantity quantity)
    {
        quantity = default;
        if (!value.TryGetUtf8(out var utf8))
        {
            utf8 = value.NumberText;
            if (utf8.IsEmpty)
            {
                return value.IsString && TryParse(value.AsString("").AsSpan().Trim(), out quantity);
            }
        }

        if (utf8.Length > MaxLength)
        {
            return false;
        }

        Span<char> text = stackalloc char[utf8.Length];
        for (var i = 0; i < utf8.Length; i++)
        {
            text[i] = (char)utf8[i];
        }

        return TryParse(((ReadOnlySpan<char>)text).Trim(), out quantity);
    }

    /// <summary>The amount <paramref name="value"/> × 10^<paramref name="exponent"/>.</summary>
    public static Quantity FromScaled(long value, int exponent, QuantityFormat format = QuantityFormat.DecimalSI)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Abs(exponent), MaxExponent);
        return new(value, exponent, format, null);
    }

    /// <summary>A zero takes the format of what is added to it.</summary>
    public static Quantity operator +(Quantity left, Quantity right)
    {
        var format = left.IsZero ? right._format : left._format;
        if (left._exponent == right._exponent && left.Small is { } a && right.Small is { } b)
        {
            var sum = unchecked(a + b);
            if (((a ^ sum) & (b ^ sum)) >= 0)
            {
                return new Quantity(sum, left._exponent, format, null);
            }
        }

        var exponent = Math.Min(left._exponent, right._exponent);
        return Create(QuantityMath.Rescale(left, exponent) + QuantityMath.Rescale(right, exponent), exponent, format);
    }

    public static Quantity operator -(Quantity left, Quantity right) => left + -right;

    public static Quantity operator -(Quantity value) => value.Small is { } small and not long.MinValue
        ? new Quantity(-small, value._exponent, value._format, null)
        : Create(-value.Unscaled, value._exponent, value._format);

    public static Quantity operator *(Quantity left, long right)
    {
        var product = left.Small is { } small ? (Int128)small * right : Int128.MaxValue;
        return product >= long.MinValue && product <= long.MaxValue
            ? new Quantity((long)product, left._exponent, left._format, null)
            : Create(left.Unscaled * right, left._exponent, left._format);
    }

    public static bool operator ==(Quantity left, Quantity right) => left.CompareTo(right) == 0;

    public static bool operator !=(Quantity left, Quantity right) => left.CompareTo(right) != 0;

    public static bool operator <(Quantity left, Quantity right) => left.CompareTo(right) < 0;

    public static bool operator >(Quantity left, Quantity right) => left.CompareTo(right) > 0;

    public static bool operator <=(Quantity left, Quantity right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Quantity left, Quantity right) => left.CompareTo(right) >= 0;

    /// <summary>The value rounded away from zero to an integer; beyond 64 bits the nearest bound.</summary>
    public long ToInt64() => ToScaled(0);

    /// <summary>Thousandths, rounded away from zero; beyond 64 bits the nearest bound.</summary>
    public long ToMilli() => ToScaled(-3);

    /// <summary>The value in units of 10^<paramref name="exponent"/>, rounded away from zero; beyond 64 bits the nearest bound.</summary>
    public long ToScaled(int exponent)
    {
        if (_exponent == exponent && Small is { } small)
        {
            return small;
        }

        var scaled = QuantityMath.RoundUp(this, exponent);
        return scaled > long.MaxValue ? long.MaxValue : scaled < long.MinValue ? long.MinValue : (long)scaled;
    }

    /// <summary>The nearest double.</summary>
    public double ToDouble() => double.Parse(
        string.Create(CultureInfo.InvariantCulture, $"{Unscaled}e{_exponent}"), NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>The value rounded away from zero to a multiple of 10^<paramref name="exponent"/>.</summary>
    public Quantity RoundUp(int exponent) =>
        _exponent >= exponent ? this : Create(QuantityMath.RoundUp(this, exponent), exponent, _format);

    public int CompareTo(Quantity other) => QuantityMath.Compare(this, other);

    public bool Equals(Quantity other) => CompareTo(other) == 0;

    public override bool Equals(object? obj) => obj is Quantity other && Equals(other);

    public override int GetHashCode() => QuantityMath.Normalize(Unscaled, _exponent).GetHashCode();

    /// <summary>The canonical form: no precision lost, no fraction, the largest suffix that allows both.</summary>
    public override string ToString() => _more as string ?? QuantityText.Canonical(this);

    internal static Quantity Create(BigInteger value, int exponent, QuantityFormat format) =>
        value >= long.MinValue && value <= long.MaxValue ? new((long)value, exponent, format, null) : new(value, exponent, format);
}
