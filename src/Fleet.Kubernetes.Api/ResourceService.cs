using Fleet.Kubernetes.Api.Decoding;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Reading;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Api.Watching;
using Fleet.Kubernetes.Api.Writing;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api;

/// <summary>
/// Everything between HTTP and the store of one cluster: the API conventions of reading, writing, patching, deleting and watching. HTTP handlers
/// and controllers inside the process are both thin over it. Objects go in and come out in the version of the target's definition. Thread safe.
/// </summary>
public sealed class ResourceService
{
    private readonly ListReader _lists;
    private readonly WatchStarter _watches;
    private readonly ObjectPatcher _patcher;
    private readonly ObjectDeleter _deleter;
    private readonly ScaleWriter _scales;

    public ResourceService(IResourceStore store, IResourceCatalog catalog, TimeProvider time, ResourceServiceOptions? options = null)
    {
        Store = store;
        Catalog = catalog;
        Time = time;
        Options = options ?? new ResourceServiceOptions();
        Decoder = new ObjectDecoder(catalog);
        Chain = new AdmissionChain(Options.Admission);
        Ownership = new FieldOwnership(Options.FieldManager, catalog);
        Creator = new ObjectCreator(this);
        Updater = new ObjectUpdater(this);
        _lists = new ListReader(store, Options.Visibility);
        _watches = new WatchStarter(store, Options.Visibility);
        _patcher = new ObjectPatcher(this);
        _deleter = new ObjectDeleter(this);
        _scales = new ScaleWriter(this);
    }

    public IResourceStore Store { get; }

    public IResourceCatalog Catalog { get; }

    public TimeProvider Time { get; }

    public ResourceServiceOptions Options { get; }

    internal ObjectDecoder Decoder { get; }

    internal AdmissionChain Chain { get; }

    internal FieldOwnership Ownership { get; }

    internal ObjectCreator Creator { get; }

    internal ObjectUpdater Updater { get; }

    /// <param name="resourceVersion">As the client gave it: the answer is not older; empty for the newest.</param>
    /// <exception cref="ApiException">404.</exception>
    public async ValueTask<Document> GetAsync(
        RequestContext context, ResourceTarget target, CancellationToken cancellationToken, string resourceVersion = "")
    {
        if (target.Resource.Virtual is { } computed)
        {
            return await computed.GetAsync(this, context, target, cancellationToken).ConfigureAwait(false);
        }

        await ResourceVersionText.CatchUpAsync(resourceVersion, Store, cancellationToken).ConfigureAwait(false);
        ResourceVersionText.Parse(resourceVersion, Store, StatusError.Unknown);
        var document = await FindAsync(target, cancellationToken).ConfigureAwait(false);
        if (document is null || !Shows(context, target.Resource, document))
        {
            throw StatusError.NotFound(target.Resource.GroupResource, target.Name ?? "");
        }

        return target.Subresource is { Behaviour: SubresourceKind.Scale, Scale: { } paths } ? ScaleProjection.Read(document, paths) : document;
    }

    /// <summary>The object, or null when there is none.</summary>
    public async ValueTask<Document?> FindAsync(ResourceTarget target, CancellationToken cancellationToken)
    {
        var stored = await Store.GetAsync(target.Key, cancellationToken).ConfigureAwait(false);
        return stored is null ? null : ObjectForm.FromStorage(target.Resource, stored.Document);
    }

    public async ValueTask<ObjectList> ListAsync(RequestContext context, ResourceTarget target, ListOptions options, CancellationToken cancellationToken)
    {
        if (target.Resource.Virtual is { } computed)
        {
            ListValidation.Check(options);
            var filter = ObjectFilter.Parse(
                target.Resource, options.LabelSelector, options.FieldSelector, Options.Visibility?.Of(context.User, target.Resource));
            var all = await computed.ListAsync(this, context, target, cancellationToken).ConfigureAwait(false);
            return new ObjectList(0, [.. all.Where(filter.Matches)]);
        }

        return await _lists.ListAsync(context.User, target, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens a watch.</summary>
    /// <exception cref="ApiException">The parameters are refused.</exception>
    /// <exception cref="StoreExpiredException">The version is older than the kept history (410).</exception>
    public ValueTask<ResourceWatch> WatchAsync(RequestContext context, ResourceTarget target, WatchOptions options, CancellationToken cancellationToken) =>
        _watches.StartAsync(context.User, target, options, cancellationToken);

    public ValueTask<WriteResult> CreateAsync(RequestContext context, ResourceTarget target, Document body, CancellationToken cancellationToken) =>
        Creator.CreateAsync(context, target, body, cancellationToken);

    /// <summary>Replaces the object (or through a subresource its part). Without <c>metadata.resourceVersion</c> it is unconditional.</summary>
    public ValueTask<WriteResult> UpdateAsync(RequestContext context, ResourceTarget target, Document body, CancellationToken cancellationToken) =>
        target.Subresource?.Behaviour == SubresourceKind.Scale
            ? _scales.UpdateAsync(context, target, body, cancellationToken)
            : Updater.UpdateAsync(context, target, body, cancellationToken);

    public ValueTask<WriteResult> PatchAsync(RequestContext context, ResourceTarget target, Patch patch, CancellationToken cancellationToken) =>
        target.Subresource?.Behaviour == SubresourceKind.Scale
            ? _scales.PatchAsync(context, target, patch, cancellationToken)
            : _patcher.PatchAsync(context, target, patch, cancellationToken);

    /// <summary>
    /// Reads, changes and writes an object, again when somebody else wrote meanwhile: for controllers. <paramref name="change"/> returns false when
    /// there is nothing to do. The answer is null when there was nothing to do or the object is gone.
    /// </summary>
    public async ValueTask<WriteResult?> MutateAsync(
        RequestContext context, ResourceTarget target, Func<DocumentNode, bool> change, CancellationToken cancellationToken)
    {
        var plan = new UpdatePlan
        {
            Context = context,
            Target = target,
            IsUnconditional = true,
            Produce = live =>
            {
                var value = live!.Root.ToNode();
                if (!change(value))
                {
                    return null;
                }

                if (target.Subresource?.Behaviour != SubresourceKind.Status)
                {
                    target.Resource.Strategy.Default(value);
                }

                return Ownership.Update(context, target, live, value.ToDocument(), Time.GetUtcNow());
            },
        };
        try
        {
            return await Updater.RunAsync(plan, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException error) when (error.Code == 404)
        {
            return null;
        }
    }

    public ValueTask<DeleteResult> DeleteAsync(RequestContext context, ResourceTarget target, DeleteOptions options, CancellationToken cancellationToken) =>
        _deleter.DeleteAsync(context, target, options, cancellationToken);

    /// <summary>Deletes what the options select; the answer is the list as it was before.</summary>
    public async ValueTask<ObjectList> DeleteCollectionAsync(
        RequestContext context, ResourceTarget target, ListOptions list, DeleteOptions options, CancellationToken cancellationToken)
    {
        var found = await ListAsync(context, target, list, cancellationToken).ConfigureAwait(false);
        foreach (var item in found.Items)
        {
            var metadata = item["metadata"u8];
            var one = target with { Name = metadata["name"u8].AsString(""), Namespace = metadata["namespace"u8].AsString() };
            try
            {
                await _deleter.DeleteAsync(context, one, options, cancellationToken).ConfigureAwait(false);
            }
            catch (ApiException error) when (error.Code == 404)
            {
                // Gone meanwhile: that is what was asked for.
            }
        }

        return found;
    }

    /// <exception cref="ApiException">413: the object is too large to be stored.</exception>
    internal void CheckSize(ResourceTarget target, string name, Document document)
    {
        var bytes = document.ToUtf8().Length;
        if (bytes > Options.MaxObjectBytes)
        {
            throw StatusError.ObjectTooLarge(target.Resource.GroupResource, name, bytes, Options.MaxObjectBytes);
        }
    }

    /// <summary>Whether the object is there for the user who asks.</summary>
    internal bool Shows(RequestContext context, ResourceDefinition definition, Document document) =>
        Options.Visibility?.Of(context.User, definition) is not { } visible || visible.Includes(document.Root);

    /// <summary>Where upstream would keep an object in etcd; error messages show it.</summary>
    internal string StoragePath(ResourceTarget target)
    {
        var key = target.Key;
        var prefix = target.Resource.IsCustom ? $"{Options.StoragePrefix}/{key.Resource.Group}" : Options.StoragePrefix;
        return key.Namespace.Length == 0 ? $"{prefix}/{key.Resource.Resource}/{key.Name}" : $"{prefix}/{key.Resource.Resource}/{key.Namespace}/{key.Name}";
    }
}
