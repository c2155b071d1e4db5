using System.Globalization;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.FieldSets;

/// <summary>
/// One step from an object, map or list to a child. A single reference wide, so that sets of many thousand objects stay small; equal steps of
/// pooled sets share what they refer to. Source: structured-merge-diff, package fieldpath.
/// </summary>
public readonly struct PathElement : IEquatable<PathElement>, IComparable<PathElement>
{
    /// <summary>A <see cref="string"/> (field), <see cref="PathKey"/>, <see cref="PathValue"/> or boxed <see cref="int"/> (index).</summary>
    private readonly object _step;

    private PathElement(object step) => _step = step;

    public PathElementKind Kind => _step switch
    {
        string => PathElementKind.Field,
        PathKey => PathElementKind.Key,
        PathValue => PathElementKind.Value,
        _ => PathElementKind.Index,
    };

    /// <summary>The field's name, or null for another kind of step.</summary>
    public string? FieldName => _step as string;

    /// <summary>The key fields, or null for another kind of step.</summary>
    public PathKey? Key => _step as PathKey;

    /// <summary>The item's value, or null for another kind of step.</summary>
    public PathValue? Value => _step as PathValue;

    /// <summary>The item's position, or null for another kind of step.</summary>
    public int? Index => _step as int?;

    public static implicit operator PathElement(string field) => Field(field);

    public static bool operator ==(PathElement left, PathElement right) => left.Equals(right);

    public static bool operator !=(PathElement left, PathElement right) => !left.Equals(right);

    public static PathElement Field(string name) => new(name);

    public static PathElement Of(PathKey key) => new(key);

    public static PathElement Of(PathValue value) => new(value);

    public static PathElement At(int index) => new(index);

    /// <summary>Reads the FieldsV1 form (<c>f:name</c>, <c>k:{…}</c>, <c>v:…</c>, <c>i:0</c>).</summary>
    /// <returns>False for a prefix that is not known: readers skip such a member, so that newer kinds of steps do no harm.</returns>
    /// <exception cref="DocumentFormatException">A known prefix is followed by text that is not its value.</exception>
    public static bool TryParse(string text, out PathElement element)
    {
        element = default;
        if (text.Length < 2 || text[1] != ':')
        {
            throw new DocumentFormatException(text.Length < 2 ? "key must be 2 characters long" : $"missing colon: '{text}'");
        }

        switch (text[0])
        {
            case 'f':
                element = Field(text[2..]);
                return true;
            case 'k':
                element = Of(ParseKey(text[2..]));
                return true;
            case 'v':
                element = Of(PathValue.From(Document.Parse(text[2..]).Root));
                return true;
            case 'i':
                element = int.TryParse(text.AsSpan(2), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index)
                    ? At(index)
                    : throw new DocumentFormatException($"'{text[2..]}' is not the position of an item");
                return true;
            default:
                return false;
        }
    }

    public int CompareTo(PathElement other)
    {
        if (ReferenceEquals(_step, other._step))
        {
            return 0;
        }

        if (_step is string field)
        {
            return other._step is string otherField ? string.CompareOrdinal(field, otherField) : -1;
        }

        var kind = Kind;
        return kind != other.Kind ? kind.CompareTo(other.Kind) : kind switch
        {
            PathElementKind.Key => Key!.CompareTo(other.Key),
            PathElementKind.Value => Value!.CompareTo(other.Value),
            _ => ((int)_step).CompareTo((int)other._step),
        };
    }

    public bool Equals(PathElement other) =>
        ReferenceEquals(_step, other._step) || (_step is string field ? other._step is string otherField && field == otherField : _step.Equals(other._step));

    public override bool Equals(object? obj) => obj is PathElement other && Equals(other);

    public override int GetHashCode() => _step is string field ? field.GetHashCode(StringComparison.Ordinal) : _step.GetHashCode();

    /// <summary>As paths are printed in messages: <c>.replicas</c>, <c>[name="c"]</c>, <c>[="a"]</c>, <c>[0]</c>.</summary>
    public override string ToString() => _step switch
    {
        string field => "." + field,
        PathKey key => key.ToString(),
        PathValue value => $"[={value}]",
        _ => $"[{_step}]",
    };

    /// <summary>The FieldsV1 form: <c>f:name</c>, <c>k:{"name":"c"}</c>, <c>v:"a"</c>, <c>i:0</c>.</summary>
    public string ToFieldsV1() => _step switch
    {
        string field => "f:" + field,
        PathKey key => "k:" + key.Json,
        PathValue value => "v:" + value.Json,
        _ => $"i:{_step}",
    };

    private static PathKey ParseKey(string json)
    {
        var key = Document.Parse(json).Root;
        if (!key.IsObject)
        {
            throw new DocumentFormatException($"'{json}' is not an object of key fields");
        }

        return new PathKey([.. key.Members.ToList().Select(member => KeyValuePair.Create(member.Name, PathValue.From(member.Value)))]);
    }
}
