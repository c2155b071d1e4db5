namespace Fleet.Kubernetes.Api.Negotiation;

/// <summary>The shape in which an object or list is answered.</summary>
public enum RepresentationKind : byte
{
    /// <summary>As it is.</summary>
    Object,

    /// <summary><c>meta.k8s.io Table</c>: columns and rows.</summary>
    Table,

    /// <summary>Metadata only, of one object.</summary>
    PartialObjectMetadata,

    /// <summary>Metadata only, of a list.</summary>
    PartialObjectMetadataList,
}
