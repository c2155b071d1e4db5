namespace Fleet.Kubernetes.Api.Requests;

/// <summary><c>metav1.DeleteOptions</c>.</summary>
public sealed record DeleteOptions
{
    public static DeleteOptions Default { get; } = new();

    public Preconditions? Preconditions { get; init; }

    /// <summary>Null: the kind's default.</summary>
    public PropagationPolicy? PropagationPolicy { get; init; }

    /// <summary>Null: the object's own; 0: at once.</summary>
    public long? GracePeriodSeconds { get; init; }

    /// <summary>The deprecated form of <see cref="PropagationPolicy"/>.</summary>
    public bool? OrphanDependents { get; init; }
}
