using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Admission;

/// <summary>A write on its way to the store.</summary>
public sealed record AdmissionRequest
{
    public required AdmissionOperation Operation { get; init; }

    public required RequestContext Context { get; init; }

    /// <summary>Resource, namespace, subresource; the name may be empty while it is still to be generated.</summary>
    public required ResourceTarget Target { get; init; }

    /// <summary>The new object, which mutating plugins change; null for deletes. Validating plugins must not change it.</summary>
    public DocumentNode? Object { get; init; }

    /// <summary>The stored object as served, undefined for creates.</summary>
    public DocumentValue OldObject { get; init; }

    public DeleteOptions? DeleteOptions { get; init; }

    /// <summary>The cluster, for plugins that look at other objects.</summary>
    public required ResourceService Service { get; init; }

    /// <summary>What a plugin that mutated leaves for itself to find when it validates. Shared by the passes of one write.</summary>
    public IDictionary<string, object> Notes { get; } = new Dictionary<string, object>(StringComparer.Ordinal);

    public string Subresource => Target.Subresource?.Name ?? "";
}
