using System.Globalization;
using System.Text;

namespace Fleet.Simulator.Controllers.Deployments;

/// <summary>A <c>resource.Quantity</c> as its Go struct holds it after parsing: a scaled integer, its text and its format.</summary>
internal static class GoQuantity
{
    private static readonly (string Suffix, int Power)[] Binary = [("Ki", 10), ("Mi", 20), ("Gi", 30), ("Ti", 40), ("Pi", 50), ("Ei", 60)];

    private static readonly (string Suffix, int Exponent)[] Decimal = [("n", -9), ("u", -6), ("m", -3), ("k", 3), ("M", 6), ("G", 9), ("T", 12), ("P", 15), ("E", 18)];

    public static void Write(StringBuilder output, string? text)
    {
        var (value, scale, format) = text is null ? (0L, 0, "") : Parse(text);
        output.Append(
            CultureInfo.InvariantCulture,
            $"{{i:(resource.int64Amount){{value:(int64){value} scale:(resource.Scale){scale}}} d:(resource.infDecAmount){{Dec:(*inf.Dec)<nil>}} s:(string){text} Format:(resource.Format){format}}}");
    }

    private static (long Value, int Scale, string Format) Parse(string text)
    {
        foreach (var (suffix, power) in Binary)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal) && long.TryParse(text.AsSpan(0, text.Length - 2), CultureInfo.InvariantCulture, out var number))
            {
                return (number << power, 0, "BinarySI");
            }
        }

        foreach (var (suffix, exponent) in Decimal)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal) && long.TryParse(text.AsSpan(0, text.Length - 1), CultureInfo.InvariantCulture, out var number))
            {
                return (number, exponent, "DecimalSI");
            }
        }

        return (long.TryParse(text, CultureInfo.InvariantCulture, out var plain) ? plain : 0, 0, "DecimalSI");
    }
}
