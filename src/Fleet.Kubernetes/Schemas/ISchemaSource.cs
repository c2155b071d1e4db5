using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Schemas;

/// <summary>Knows the structure of kinds: the embedded Kubernetes version, one cluster's OpenAPI, its CRDs, or several of these in turn.</summary>
public interface ISchemaSource
{
    /// <summary>The structure of a kind, or null when it is not known here.</summary>
    Schema? Find(GroupVersionKind kind);
}
