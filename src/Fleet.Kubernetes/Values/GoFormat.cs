using System.Globalization;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Values;

/// <summary>Values as Go's fmt package prints them: upstream's messages quote them so.</summary>
public static class GoFormat
{
    /// <summary><c>%v</c>: <c>map[a:1 b:x]</c>, keys sorted.</summary>
    public static string Plain(DocumentValue value) => value.Kind switch
    {
        DocumentKind.String => value.AsString()!,
        DocumentKind.Number => Number(value),
        DocumentKind.True => "true",
        DocumentKind.False => "false",
        DocumentKind.Array => $"[{string.Join(' ', value.Items.ToList().Select(Plain))}]",
        DocumentKind.Object => $"map[{string.Join(' ', Sorted(value).Select(member => $"{member.Name}:{Plain(member.Value)}"))}]",
        _ => "<nil>",
    };

    /// <summary><c>%#v</c>: <c>map[string]interface {}{"a":1}</c>.</summary>
    public static string Syntax(DocumentValue value) => value.Kind switch
    {
        DocumentKind.String => value.ToString(),
        DocumentKind.Array => $"[]interface {{}}{{{string.Join(", ", value.Items.ToList().Select(Syntax))}}}",
        DocumentKind.Object => $"map[string]interface {{}}{{{string.Join(", ", Sorted(value).Select(member => $"{DocumentNode.String(member.Name)}:{Syntax(member.Value)}"))}}}",
        DocumentKind.Null or DocumentKind.Undefined => "interface {}(nil)",
        _ => Plain(value),
    };

    /// <summary><c>%T</c>.</summary>
    public static string Type(DocumentValue value) => value.Kind switch
    {
        DocumentKind.String => "string",
        DocumentKind.Number => IsInteger(value) ? "int64" : "float64",
        DocumentKind.True or DocumentKind.False => "bool",
        DocumentKind.Array => "[]interface {}",
        DocumentKind.Object => "map[string]interface {}",
        _ => "<nil>",
    };

    /// <summary>Of a repeated name the last one counts, as in a Go map.</summary>
    private static IEnumerable<DocumentMember> Sorted(DocumentValue value) => Enumerable.Reverse(value.Members.ToList())
        .DistinctBy(member => member.Name, StringComparer.Ordinal).OrderBy(member => member.Name, StringComparer.Ordinal);

    private static bool IsInteger(DocumentValue value) => value.NumberText.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0 && value.AsInt64() is not null;

    private static string Number(DocumentValue value)
    {
        if (IsInteger(value))
        {
            return value.AsInt64()!.Value.ToString(CultureInfo.InvariantCulture);
        }

        // %v of a float64 is %g: shortest form, exponent from 1e21 on and below 1e-4.
        var number = value.AsDouble()!.Value;
        if (number == 0 || Math.Abs(number) is >= 1e-4 and < 1e21)
        {
            return number.ToString("0.####################################################", CultureInfo.InvariantCulture) is var plain && double.Parse(plain, CultureInfo.InvariantCulture) == number
                ? plain
                : ((decimal)number).ToString(CultureInfo.InvariantCulture);
        }

        var scientific = number.ToString("R", CultureInfo.InvariantCulture).Replace("E", "e", StringComparison.Ordinal);
        return scientific;
    }
}
