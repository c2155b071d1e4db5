namespace Fleet.Kubernetes.FieldSets;

/// <summary>A way from the root of an object to a field: <c>.spec.containers[name="c"].image</c>.</summary>
public sealed class FieldPath : IEquatable<FieldPath>
{
    private readonly PathElement[] _elements;

    public FieldPath(params PathElement[] elements) => _elements = elements;

    public ReadOnlySpan<PathElement> Elements => _elements;

    /// <summary>A path of field names only.</summary>
    public static FieldPath Of(params string[] fields) => new(Array.ConvertAll(fields, PathElement.Field));

    /// <summary>This path and one step more.</summary>
    public FieldPath Append(PathElement element) => new([.. _elements, element]);

    public bool Equals(FieldPath? other) => other is not null && _elements.AsSpan().SequenceEqual(other._elements);

    public override bool Equals(object? obj) => Equals(obj as FieldPath);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var element in _elements)
        {
            hash.Add(element);
        }

        return hash.ToHashCode();
    }

    public override string ToString() => string.Concat(_elements.Select(element => element.ToString()));
}
