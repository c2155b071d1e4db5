using System.Globalization;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Values;

/// <summary>
/// A field that holds an integer or a string, often a percentage: <c>maxSurge: 1</c>, <c>maxUnavailable: 25%</c>, <c>targetPort: http</c>
/// (<c>k8s.io/apimachinery/pkg/util/intstr</c>).
/// </summary>
public readonly record struct IntOrString
{
    public IntOrString(int value) => Integer = value;

    public IntOrString(string value) => Text = value;

    /// <summary>The integer; meaningful when <see cref="IsString"/> is false.</summary>
    public int Integer { get; }

    /// <summary>The string, or null when this is an integer.</summary>
    public string? Text { get; }

    public bool IsString => Text is not null;

    /// <summary>The value of a document, or null where it is neither a string nor a 32-bit integer.</summary>
    public static IntOrString? From(DocumentValue value) => value.AsString() is { } text
        ? new IntOrString(text)
        : value.TryGetInt64(out var number) && number is >= int.MinValue and <= int.MaxValue ? new IntOrString((int)number) : null;

    /// <summary>
    /// The integer, or the percentage of <paramref name="total"/> rounded up or down.
    /// </summary>
    /// <exception cref="FormatException">The string is not a percentage.</exception>
    public int ScaledValue(int total, bool roundUp)
    {
        if (Text is null)
        {
            return Integer;
        }

        if (!Text.EndsWith('%'))
        {
            throw new FormatException("invalid value for IntOrString: invalid type: string is not a percentage");
        }

        if (!int.TryParse(Text.AsSpan(..^1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var percent))
        {
            throw new FormatException($"invalid value for IntOrString: invalid value \"{Text}\": strconv.Atoi: parsing \"{Text[..^1]}\": invalid syntax");
        }

        var share = (double)percent * total / 100;
        return (int)(roundUp ? Math.Ceiling(share) : Math.Floor(share));
    }

    public override string ToString() => Text ?? Integer.ToString(CultureInfo.InvariantCulture);
}
