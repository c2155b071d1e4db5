using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Writing;

/// <summary>How a write changes an object.</summary>
internal sealed record UpdatePlan
{
    public required RequestContext Context { get; init; }

    public required ResourceTarget Target { get; init; }

    /// <summary>
    /// The new object, decoded, defaulted and with its managedFields, from the stored one (null when there is none). Called again when somebody else
    /// wrote meanwhile; null when there is nothing to do.
    /// </summary>
    public required Func<Document?, Document?> Produce { get; init; }

    /// <summary>A missing object is created.</summary>
    public bool AllowsCreate { get; init; }

    /// <summary>The stored object must have this uid; empty when it does not matter.</summary>
    public string Uid { get; init; } = "";

    /// <summary>A change without a resource version is accepted even where the kind's updates need one: patches, and controllers that just read it.</summary>
    public bool IsUnconditional { get; init; }
}
