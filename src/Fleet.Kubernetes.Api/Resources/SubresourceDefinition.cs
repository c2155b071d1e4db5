using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.Api.Resources;

/// <summary>A path below an object: <c>deployments/scale</c>.</summary>
public sealed record SubresourceDefinition
{
    public required string Name { get; init; }

    public required SubresourceKind Behaviour { get; init; }

    /// <summary>What the path speaks; null for the parent's own kind.</summary>
    public GroupVersionKind? Kind { get; init; }

    public IReadOnlyList<string> Verbs { get; init; } = ["get", "patch", "update"];

    /// <summary>The structure of <see cref="Kind"/>; null for the parent's own.</summary>
    public Schema? Schema { get; init; }

    /// <summary>Where the scale lives in the object; required for <see cref="SubresourceKind.Scale"/>.</summary>
    public ScalePaths? Scale { get; init; }

    /// <summary>Answers <see cref="SubresourceKind.Custom"/> paths.</summary>
    public ISubresourceHandler? Handler { get; init; }

    public bool Equals(SubresourceDefinition? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
