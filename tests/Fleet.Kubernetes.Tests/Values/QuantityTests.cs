using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Fleet.Kubernetes.Tests.Values;

public class QuantityTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("0Ki", "0")]
    [InlineData("1000m", "1")]
    [InlineData("1500m", "1500m")]
    [InlineData("1.5", "1500m")]
    [InlineData("1e3", "1e3")]
    [InlineData("1000e3", "1e6")]
    [InlineData("1024", "1024")]
    [InlineData("1024Mi", "1Gi")]
    [InlineData("1Ki", "1Ki")]
    [InlineData("0.5Gi", "512Mi")]
    [InlineData("1.5Gi", "1536Mi")]
    [InlineData("1025Ki", "1025Ki")]
    [InlineData("1000Ki", "1000Ki")]
    [InlineData("1000M", "1G")]
    [InlineData("1E", "1E")]
    [InlineData("1000E", "1e21")]
    [InlineData("100.035k", "100.035k")]
    [InlineData("0.00050k", "500m")]
    [InlineData("3.001n", "4n")]
    [InlineData("0.9n", "1n")]
    [InlineData("1.1E-9", "2e-9")]
    [InlineData("1e-999999999", "1e-9")]
    [InlineData("-0.5e-99999", "-1e-9")]
    [InlineData(".001Ki", "1024m")]
    [InlineData(".000000000001Ki", "2n")]
    [InlineData("100.035Ki", "102435840m")]
    [InlineData("9Ei", "9223372036854775807")]
    [InlineData("9223372036854775807Ki", "9223372036854775807")]
    [InlineData("18446744073709551616", "18446744073709551616")]
    [InlineData("12345678901234567890123456789k", "12345678901234567890123456789k")]
    [InlineData("1.", "1.")]
    [InlineData("1.G", "1.G")]
    [InlineData("-", "0")]
    [InlineData("-1.5Gi", "-1536Mi")]
    [InlineData("1E3", "1E3")]
    [InlineData("1.500", "1.500")]
    [InlineData("+5", "+5")]
    [InlineData("05", "05")]
    [InlineData("00", "0")]
    [InlineData("0.001", "1m")]
    [InlineData("1234567", "1234567")]
    [InlineData("1200000", "1200k")]
    public void ToString_is_canonical_as_upstream(string text, string canonical) => Assert.Equal(canonical, Quantity.Parse(text).ToString());

    [Theory]
    [InlineData("", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")]
    [InlineData("aoeu", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")]
    [InlineData("1.1.M", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")]
    [InlineData(" 1", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")]
    [InlineData("1 ", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")]
    [InlineData("0.1mi", "unable to parse quantity's suffix")]
    [InlineData("1i", "unable to parse quantity's suffix")]
    [InlineData("-3.01e-", "unable to parse quantity's suffix")]
    [InlineData("1+1", "unable to parse quantity's suffix")]
    [InlineData("1e2147483648", "unable to parse quantity's suffix")]
    [InlineData("1e999999", "unable to parse quantity's suffix")]
    public void Parse_refuses_with_upstreams_words(string text, string message)
    {
        Assert.Equal(message, Assert.Throws<QuantityFormatException>(() => Quantity.Parse(text)).Message);
        Assert.False(Quantity.TryParse(text, out _));
    }

    [Fact]
    public void Parse_refuses_endless_digits() =>
        Assert.False(Quantity.TryParse(new string('9', 1_000_000), out _));

    [Theory]
    [InlineData("1", "1000m", 0)]
    [InlineData("1Gi", "1G", 1)]
    [InlineData("100m", "50m", 1)]
    [InlineData("-1", "1n", -1)]
    [InlineData("0", "0Ki", 0)]
    [InlineData("1e1000", "1E", 1)]
    [InlineData("10000T", "100Gi", 1)]
    [InlineData("18446744073709551616", "18446744073709551615", 1)]
    public void Comparison_is_by_value(string left, string right, int expected)
    {
        var (a, b) = (Quantity.Parse(left), Quantity.Parse(right));
        Assert.Equal(expected, a.CompareTo(b));
        Assert.Equal(-expected, b.CompareTo(a));
        Assert.Equal(expected == 0, a.Equals(b));
        Assert.Equal(expected == 0, a.GetHashCode() == b.GetHashCode());
    }

    [Theory]
    [InlineData("100m", "1", "1100m")]
    [InlineData("0", "1Gi", "1Gi")]
    [InlineData("1Gi", "1", "1073741825")]
    [InlineData("9223372036854775807", "1", "9223372036854775808")]
    [InlineData("1e3", "1", "1001")]
    public void Addition_is_exact_and_zero_takes_the_other_format(string left, string right, string sum)
    {
        Assert.Equal(sum, (Quantity.Parse(left) + Quantity.Parse(right)).ToString());
        Assert.Equal(Quantity.Parse(left), Quantity.Parse(sum) - Quantity.Parse(right));
    }

    [Fact]
    public void Multiplication_and_negation_widen_when_they_must()
    {
        Assert.Equal("3Gi", (Quantity.Parse("1Gi") * 3).ToString());
        Assert.Equal("36893488147419103228", (new Quantity(long.MaxValue) * 4).ToString());
        Assert.Equal("9223372036854775808", (-new Quantity(long.MinValue)).ToString());
    }

    [Theory]
    [InlineData("1500m", 2, 1500)]
    [InlineData("-1500m", -2, -1500)]
    [InlineData("1n", 1, 1)]
    [InlineData("1Ki", 1024, 1024000)]
    [InlineData("1e30", long.MaxValue, long.MaxValue)]
    public void Integers_are_rounded_away_from_zero_and_bounded(string text, long value, long milli)
    {
        Assert.Equal(value, Quantity.Parse(text).ToInt64());
        Assert.Equal(milli, Quantity.Parse(text).ToMilli());
    }

    [Theory]
    [InlineData("9.01", -2, "9010m")]
    [InlineData("9.01", -1, "9100m")]
    [InlineData("9.01", 2, "100")]
    [InlineData("-9.01", 0, "-10")]
    public void RoundUp_leaves_a_multiple(string text, int exponent, string expected) =>
        Assert.Equal(expected, Quantity.Parse(text).RoundUp(exponent).ToString());

    [Theory]
    [InlineData("\" 1 \"", "1")]
    [InlineData("10", "10")]
    [InlineData("0.5", "500m")]
    [InlineData("\"1Ki\"", "1Ki")]
    public void TryParse_reads_strings_and_numbers_of_documents(string json, string expected)
    {
        Assert.True(Quantity.TryParse(Document.Parse(json).Root, out var quantity));
        Assert.Equal(expected, quantity.ToString());
    }

    [Fact]
    public void TryParse_refuses_other_values_of_documents()
    {
        Assert.False(Quantity.TryParse(Document.Parse("true").Root, out _));
        Assert.False(Quantity.TryParse(default(DocumentValue), out _));
        Assert.False(Quantity.TryParse(Document.Parse("\"x\"").Root, out _));
    }

    [Property(MaxTest = 500)]
    public Property Canonical_text_reads_back_as_the_same_value() => Prop.ForAll(
        Gen.Choose(int.MinValue, int.MaxValue).Two().Select(pair => ((long)pair.Item1 << 31) ^ pair.Item2)
            .SelectMany(value => Gen.Choose(-9, 18).SelectMany(exponent => Gen.Elements(Enum.GetValues<QuantityFormat>())
                .Select(format => Quantity.FromScaled(value, exponent, format)))).ToArbitrary(),
        quantity => (quantity.Format == QuantityFormat.BinarySI && quantity.ToScaled(0) is long.MaxValue or long.MinValue)
            || (Quantity.Parse(quantity.ToString()) == quantity
            && (quantity.Format == QuantityFormat.BinarySI || Quantity.Parse(quantity.ToString()).ToString() == quantity.ToString())));

    [Property(MaxTest = 500)]
    public bool Addition_and_order_agree_with_decimal(int a, int b, byte x, byte y)
    {
        var left = Quantity.FromScaled(a, -(x % 10));
        var right = Quantity.FromScaled(b, -(y % 10));
        var (l, r) = (new decimal(a) * Power(x % 10), new decimal(b) * Power(y % 10));
        return left.CompareTo(right) == l.CompareTo(r)
            && (left + right).ToScaled(-9) == (long)((l + r) * 1_000_000_000m)
            && (left - right).ToScaled(-9) == (long)((l - r) * 1_000_000_000m);

        static decimal Power(int digits) => new(1, 0, 0, false, (byte)digits);
    }
}
