using Fleet.Kubernetes.Api;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Simulator.Controllers;

/// <summary>
/// How a controller reads and writes the objects of its cluster: reads straight from the store, writes through the API conventions under its own
/// field manager. Failures are <see cref="Fleet.Kubernetes.Api.Errors.ApiException"/>.
/// </summary>
internal sealed class ObjectClient(ResourceService service, string fieldManager)
{
    private static readonly Dictionary<string, string> NoQuery = [];

    public ResourceService Service => service;

    /// <summary>The same cluster under another field manager.</summary>
    public ObjectClient As(string manager) => new(service, manager);

    public async ValueTask<Document?> GetAsync(GroupVersionResource resource, ObjectName name, CancellationToken cancellationToken) =>
        (await service.Store.GetAsync(new ObjectKey(resource.GroupResource, name.Namespace, name.Name), cancellationToken))?.Document;

    public async ValueTask<Document?> GetAsync(ObjectKey key, CancellationToken cancellationToken) =>
        (await service.Store.GetAsync(key, cancellationToken))?.Document;

    /// <summary>The objects of a namespace, or of the cluster when <paramref name="namespaceName"/> is null, in the order of their names.</summary>
    public async ValueTask<IReadOnlyList<Document>> ListAsync(GroupVersionResource resource, string? namespaceName, CancellationToken cancellationToken)
    {
        var page = await service.Store.ListAsync(new StoreListQuery(resource.GroupResource, namespaceName), cancellationToken);
        return [.. page.Objects.Select(stored => stored.Document)];
    }

    public async ValueTask<Document> CreateAsync(GroupVersionResource resource, Document document, CancellationToken cancellationToken) =>
        (await service.CreateAsync(Context(), Target(resource, document.Namespace(), null), document, cancellationToken)).Object;

    /// <summary>Replaces an object; one that changed since it was read is a conflict.</summary>
    public async ValueTask<Document> UpdateAsync(GroupVersionResource resource, Document document, CancellationToken cancellationToken) =>
        (await service.UpdateAsync(Context(), Target(resource, document.Namespace(), document.Name()), document, cancellationToken)).Object;

    public async ValueTask<Document> UpdateStatusAsync(GroupVersionResource resource, Document document, CancellationToken cancellationToken) =>
        (await service.UpdateAsync(Context(), Target(resource, document.Namespace(), document.Name(), "status"), document, cancellationToken)).Object;

    /// <summary>Server-side apply.</summary>
    public async ValueTask<Document> ApplyAsync(GroupVersionResource resource, Document document, CancellationToken cancellationToken) =>
        (await service.PatchAsync(Context(), Target(resource, document.Namespace(), document.Name()), new Patch(PatchType.Apply, document.ToUtf8()), cancellationToken)).Object;

    /// <summary>Reads, changes and writes again until nobody interferes; null when the object is gone.</summary>
    public async ValueTask<Document?> MutateAsync(
        GroupVersionResource resource, ObjectName name, Func<DocumentNode, bool> change, CancellationToken cancellationToken, string? subresource = null) =>
        (await service.MutateAsync(Context(), Target(resource, name.Namespace, name.Name, subresource), change, cancellationToken))?.Object;

    /// <summary>Posts to a subresource with a handler of its own, as a binding.</summary>
    public async ValueTask PostAsync(GroupVersionResource resource, ObjectName name, string subresource, Document body, CancellationToken cancellationToken)
    {
        var target = Target(resource, name.Namespace, name.Name, subresource);
        var handler = target.Subresource!.Handler ?? throw new InvalidOperationException($"{resource}/{subresource} has no handler.");
        await handler.HandleAsync(new SubresourceRequest(service, Context(), target, "create", NoQuery, body), cancellationToken);
    }

    /// <summary>Deletes this very object (its uid is a precondition) unless it is gone already.</summary>
    public async ValueTask DeleteAsync(GroupVersionResource resource, Document document, CancellationToken cancellationToken, DeleteOptions? options = null)
    {
        options ??= DeleteOptions.Default;
        options = options with { Preconditions = options.Preconditions ?? new Preconditions(document.Uid()) };
        try
        {
            await service.DeleteAsync(Context(), Target(resource, document.Namespace(), document.Name()), options, cancellationToken);
        }
        catch (Fleet.Kubernetes.Api.Errors.ApiException error) when (error.Code == 404)
        {
            // Gone is what was asked for.
        }
    }

    public ResourceTarget Target(GroupVersionResource resource, string namespaceName, string? name, string? subresource = null)
    {
        var definition = service.Catalog.Find(resource) ?? throw new InvalidOperationException($"The cluster does not serve {resource}.");
        var part = subresource is null
            ? null
            : definition.FindSubresource(subresource) ?? throw new InvalidOperationException($"The cluster does not serve {resource}/{subresource}.");
        return new ResourceTarget(definition, definition.IsNamespaced ? namespaceName : null, name, part);
    }

    public RequestContext Context() => RequestContext.Internal(fieldManager);
}
