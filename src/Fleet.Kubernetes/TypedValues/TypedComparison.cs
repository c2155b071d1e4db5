using Fleet.Kubernetes.FieldSets;

namespace Fleet.Kubernetes.TypedValues;

/// <summary>How two objects differ; no field is in more than one of the sets.</summary>
/// <param name="Added">Fields only the second has, ancestors that are new included.</param>
/// <param name="Removed">Fields only the first has.</param>
/// <param name="Modified">Leaves that both have with different values.</param>
internal readonly record struct TypedComparison(FieldSet Added, FieldSet Removed, FieldSet Modified)
{
    public static TypedComparison Same { get; } = new(FieldSet.Empty, FieldSet.Empty, FieldSet.Empty);

    public bool IsSame => Added.IsEmpty && Removed.IsEmpty && Modified.IsEmpty;

    /// <summary>Without the given fields and what is below them.</summary>
    public TypedComparison Without(FieldSet? fields) => fields is null || fields.IsEmpty || IsSame
        ? this
        : new(Added.RecursiveDifference(fields), Removed.RecursiveDifference(fields), Modified.RecursiveDifference(fields));
}
