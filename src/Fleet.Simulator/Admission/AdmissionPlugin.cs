using Fleet.Kubernetes.Api;
using Fleet.Kubernetes.Api.Admission;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Simulator.Admission;

/// <summary>Base of the built-in admission plugins: neither changes nor refuses, and reads other objects of the cluster.</summary>
public abstract class AdmissionPlugin : IAdmissionPlugin
{
    public abstract string Name { get; }

    public abstract bool Handles(AdmissionRequest request);

    public virtual ValueTask AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public virtual ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>A write to the object itself of a resource, not to a subresource.</summary>
    protected static bool Is(AdmissionRequest request, AdmissionOperation operation, string group, string resource) =>
        request.Operation == operation
        && request.Target.Resource.Resource.Resource == resource
        && request.Target.Resource.Resource.Group == group
        && request.Subresource.Length == 0;

    /// <summary>403 in the words of <c>admission.NewForbidden</c>: a name that is still to be generated shows as its prefix.</summary>
    protected static ApiException Forbidden(AdmissionRequest request, string message)
    {
        var name = request.Target.Name ?? "";
        if (name.Length == 0 && request.Object?["metadata"] is { } metadata)
        {
            name = metadata["name"]?.AsString() is { Length: > 0 } given ? given : metadata["generateName"]?.AsString() ?? "";
        }

        return StatusError.Forbidden(request.Target.Resource.GroupResource, name.Length == 0 ? "Unknown" : name, message);
    }

    /// <summary>The objects of a resource, of one namespace or of the cluster.</summary>
    protected static async ValueTask<IReadOnlyList<DocumentValue>> ListAsync(ResourceService service, GroupResource resource, string? namespaceName, CancellationToken cancellationToken)
    {
        var page = await service.Store.ListAsync(new StoreListQuery(resource, namespaceName), cancellationToken).ConfigureAwait(false);
        return [.. page.Objects.Select(stored => stored.Document.Root)];
    }

    /// <summary>One object, undefined when there is none.</summary>
    protected static async ValueTask<DocumentValue> FindAsync(ResourceService service, ObjectKey key, CancellationToken cancellationToken) =>
        (await service.Store.GetAsync(key, cancellationToken).ConfigureAwait(false))?.Document.Root ?? default;
}
