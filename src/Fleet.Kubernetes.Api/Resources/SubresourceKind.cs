namespace Fleet.Kubernetes.Api.Resources;

/// <summary>How a subresource behaves.</summary>
public enum SubresourceKind : byte
{
    /// <summary>The same object, of which only <c>status</c> may change.</summary>
    Status,

    /// <summary><c>autoscaling/v1 Scale</c> projected from the object.</summary>
    Scale,

    /// <summary>The same object under other update rules (<c>namespaces/finalize</c>, <c>pods/ephemeralcontainers</c>, <c>certificatesigningrequests/approval</c>).</summary>
    Object,

    /// <summary>Anything else: an <see cref="ISubresourceHandler"/> answers.</summary>
    Custom,
}
