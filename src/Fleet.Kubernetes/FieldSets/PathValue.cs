using System.Globalization;
using System.Text;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.FieldSets;

/// <summary>
/// A JSON value inside a path element: the value of a list key or of a set item. Ordered as structured-merge-diff orders values: numbers,
/// strings, booleans, lists, maps, null.
/// </summary>
public sealed class PathValue : IComparable<PathValue>, IEquatable<PathValue>
{
    private readonly string? _text;
    private readonly double _number;

    private PathValue(DocumentKind kind, string json, string? text, double number)
    {
        Kind = kind;
        Json = json;
        _text = text;
        _number = number;
    }

    public DocumentKind Kind { get; }

    /// <summary>The value as compact JSON.</summary>
    public string Json { get; }

    public static PathValue From(DocumentValue value) => value.Kind switch
    {
        DocumentKind.String => From(value.AsString()!),
        DocumentKind.Number => FromNumber(value),
        _ => new(value.Exists ? value.Kind : DocumentKind.Null, value.ToString(), null, 0),
    };

    public static PathValue From(string text)
    {
        using var builder = new DocumentBuilder();
        return new(DocumentKind.String, builder.String(text).Build().ToString(), text, 0);
    }

    public int CompareTo(PathValue? other)
    {
        if (other is null)
        {
            return 1;
        }

        var rank = Rank(Kind).CompareTo(Rank(other.Kind));
        return rank != 0 ? rank : Kind switch
        {
            DocumentKind.Number => _number.CompareTo(other._number) is var order and not 0 ? order : string.CompareOrdinal(Json, other.Json),
            DocumentKind.String => string.CompareOrdinal(_text, other._text),
            DocumentKind.False or DocumentKind.True => Kind.CompareTo(other.Kind),
            _ => string.CompareOrdinal(Json, other.Json),
        };
    }

    public bool Equals(PathValue? other) => other is not null && Kind == other.Kind && Json == other.Json;

    public override bool Equals(object? obj) => Equals(obj as PathValue);

    public override int GetHashCode() => Json.GetHashCode(StringComparison.Ordinal);

    /// <summary>As error messages quote it: strings as Go's <c>%q</c>.</summary>
    public override string ToString() => Json;

    private static PathValue FromNumber(DocumentValue value)
    {
        if (value.AsInt64() is { } integer)
        {
            return new(DocumentKind.Number, integer.ToString(CultureInfo.InvariantCulture), null, integer);
        }

        var number = value.AsDouble()!.Value;
        return new(DocumentKind.Number, Encoding.UTF8.GetString(value.NumberText), null, number);
    }

    private static int Rank(DocumentKind kind) => kind switch
    {
        DocumentKind.Number => 0,
        DocumentKind.String => 1,
        DocumentKind.False or DocumentKind.True => 2,
        DocumentKind.Array => 3,
        DocumentKind.Object => 4,
        _ => 5,
    };
}
