using System.Text;

namespace Fleet.Kubernetes.FieldSets;

/// <summary>The key fields that select an item of a list of type map, sorted by name.</summary>
public sealed class PathKey : IComparable<PathKey>, IEquatable<PathKey>
{
    private readonly KeyValuePair<string, PathValue>[] _fields;

    /// <param name="fields">Name and value of each key field, in any order.</param>
    public PathKey(params KeyValuePair<string, PathValue>[] fields)
    {
        _fields = fields;
        Array.Sort(_fields, static (left, right) => string.CompareOrdinal(left.Key, right.Key));
        Json = Write(_fields);
    }

    public IReadOnlyList<KeyValuePair<string, PathValue>> Fields => _fields;

    /// <summary>The fields as a compact JSON object.</summary>
    public string Json { get; }

    public int CompareTo(PathKey? other)
    {
        if (other is null)
        {
            return 1;
        }

        for (var i = 0; i < _fields.Length && i < other._fields.Length; i++)
        {
            var order = string.CompareOrdinal(_fields[i].Key, other._fields[i].Key);
            order = order != 0 ? order : _fields[i].Value.CompareTo(other._fields[i].Value);
            if (order != 0)
            {
                return order;
            }
        }

        return _fields.Length.CompareTo(other._fields.Length);
    }

    public bool Equals(PathKey? other) => other is not null && Json == other.Json;

    public override bool Equals(object? obj) => Equals(obj as PathKey);

    public override int GetHashCode() => Json.GetHashCode(StringComparison.Ordinal);

    /// <summary><c>[name="c"]</c>, <c>[port=80,protocol="TCP"]</c>.</summary>
    public override string ToString() => $"[{string.Join(',', _fields.Select(field => $"{field.Key}={field.Value}"))}]";

    private static string Write(KeyValuePair<string, PathValue>[] fields)
    {
        var json = new StringBuilder("{");
        foreach (var (name, value) in fields)
        {
            json.Append(json.Length > 1 ? "," : "").Append(PathValue.From(name).Json).Append(':').Append(value.Json);
        }

        return json.Append('}').ToString();
    }
}
