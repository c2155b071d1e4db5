namespace Fleet.Kubernetes.Selectors;

/// <summary>One condition of a <see cref="FieldSelector"/>: the field's text equals the value, or does not.</summary>
public readonly record struct FieldRequirement(string Field, string Value, bool Negated = false)
{
    public override string ToString() => $"{Field}{(Negated ? "!=" : "=")}{FieldSelector.Escape(Value)}";
}
