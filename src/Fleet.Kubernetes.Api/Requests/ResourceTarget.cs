using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Api.Storage;

namespace Fleet.Kubernetes.Api.Requests;

/// <summary>What a request is about: a resource, a namespace (null for all or none), a name (null for collections), a subresource.</summary>
public sealed record ResourceTarget(ResourceDefinition Resource, string? Namespace = null, string? Name = null, SubresourceDefinition? Subresource = null)
{
    /// <summary>Where the object is stored.</summary>
    public ObjectKey Key => new(Resource.StorageResource, Resource.IsNamespaced ? Namespace ?? "" : "", Name ?? "");

    public override string ToString() => $"{Resource}{(Namespace is null ? "" : $" {Namespace}")}{(Name is null ? "" : $" {Name}")}{(Subresource is null ? "" : $"/{Subresource.Name}")}";
}
