using Fleet.Kubernetes.FieldSets;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.ServerSideApply;

/// <summary>What is written to: a kind at a version, perhaps through a subresource, and who writes it when.</summary>
public sealed record FieldManagerContext
{
    /// <summary>The structure of the object at this version.</summary>
    public required Schema Schema { get; init; }

    /// <summary>The kind at the version the request speaks.</summary>
    public required GroupVersionKind Kind { get; init; }

    /// <summary>The writer: the <c>fieldManager</c> parameter, or what stands for it.</summary>
    public required string Manager { get; init; }

    /// <summary>The time of the request; kept to the second.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The subresource written through (<c>status</c>, <c>scale</c>), or empty.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>Fields this endpoint resets, which a writer therefore never owns here (<c>status</c> on the main resource), or null.</summary>
    public FieldSet? ResetFields { get; init; }

    /// <summary>
    /// The <c>apiVersion</c>s at which the kind is served, all of one structure; entries of managers at any other version are dropped. Null: only
    /// the version of <see cref="Kind"/>.
    /// </summary>
    public IReadOnlyCollection<string>? ServedVersions { get; init; }
}
