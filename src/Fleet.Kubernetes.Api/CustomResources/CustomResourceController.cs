using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.CustomResources;

/// <summary>
/// Makes CustomResourceDefinitions live: settles their names and conditions, adds what is established to the catalog, and cleans up after a
/// deleted one. One for a cluster; it sleeps on the store's events.
/// </summary>
/// <remarks>Upstream: the naming, establishing, discovery and finalizing controllers of apiextensions-apiserver.</remarks>
public sealed class CustomResourceController
{
    private static readonly RequestContext Context = RequestContext.Internal("kube-apiserver");

    private readonly ResourceService _service;
    private readonly ResourceCatalog _catalog;
    private readonly CustomResourceFactory _factory;
    private readonly CustomResourceCleanup _cleanup;
    private readonly ResourceDefinition _definition;
    private readonly Dictionary<string, Served> _served = new(StringComparer.Ordinal);

    /// <param name="service">The cluster's resources.</param>
    /// <param name="catalog">The catalog of <paramref name="service"/>, which is added to.</param>
    /// <param name="factory">Makes definitions of CRDs.</param>
    /// <exception cref="ArgumentException">The catalog does not serve CustomResourceDefinitions.</exception>
    public CustomResourceController(ResourceService service, ResourceCatalog catalog, CustomResourceFactory factory)
    {
        _service = service;
        _catalog = catalog;
        _factory = factory;
        _definition = catalog.Find(CustomResourceDefinitionStrategy.Resource)
            ?? throw new ArgumentException($"The catalog does not serve {CustomResourceDefinitionStrategy.Resource}.", nameof(catalog));
        _cleanup = new CustomResourceCleanup(service, _definition);
    }

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (StoreExpiredException)
            {
                // Fell behind the kept history: the full list tells the present state.
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var page = await _service.Store.ListAsync(new StoreListQuery(_definition.StorageResource), cancellationToken).ConfigureAwait(false);
        foreach (var gone in _served.Keys.Except(page.Objects.Select(stored => stored.Key.Name), StringComparer.Ordinal).ToList())
        {
            Withdraw(gone);
        }

        foreach (var stored in page.Objects)
        {
            await ReconcileAsync(stored, cancellationToken).ConfigureAwait(false);
        }

        using var watch = _service.Store.Watch(_definition.StorageResource, null, page.Version);
        while (true)
        {
            while (watch.TryRead(out var change))
            {
                if (change.Type == StoreEventType.Deleted)
                {
                    Withdraw(change.Object.Key.Name);
                    await ReconsiderAsync(change.Object, cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    await ReconcileAsync(change.Object, cancellationToken).ConfigureAwait(false);
                }
            }

            await watch.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ReconcileAsync(StoredObject stored, CancellationToken cancellationToken)
    {
        try
        {
            await SettleAsync(stored, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException)
        {
            // Refused (by admission, or because others keep writing): it stays as it is until its next change leads here again.
        }
    }

    private async Task SettleAsync(StoredObject stored, CancellationToken cancellationToken)
    {
        var crd = stored.Document;
        if (!crd["metadata"u8]["deletionTimestamp"u8].IsNullOrUndefined)
        {
            var definitions = Serve(stored.Key.Name, crd);
            _cleanup.Start(stored.Key.Name, definitions, cancellationToken);
            return;
        }

        var others = await OthersAsync(stored, cancellationToken).ConfigureAwait(false);
        var target = new ResourceTarget(_definition, null, stored.Key.Name, _definition.FindSubresource("status"));
        var settled = await _service
            .MutateAsync(Context, target, value => CustomResourceNaming.Settle(value, others, _service.Time.GetUtcNow()), cancellationToken)
            .ConfigureAwait(false);
        var current = settled?.Object ?? crd;
        if (CustomResourceConditions.IsTrue(current.Root, "Established"))
        {
            Serve(stored.Key.Name, current);
        }
    }

    /// <summary>Names that a deleted definition gives back may be what another one waits for.</summary>
    private async Task ReconsiderAsync(StoredObject deleted, CancellationToken cancellationToken)
    {
        var page = await _service.Store.ListAsync(new StoreListQuery(_definition.StorageResource), cancellationToken).ConfigureAwait(false);
        foreach (var stored in page.Objects.Where(stored => Group(stored.Document) == Group(deleted.Document) && !CustomResourceConditions.IsTrue(stored.Document.Root, "NamesAccepted")))
        {
            await ReconcileAsync(stored, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<List<DocumentValue>> OthersAsync(StoredObject stored, CancellationToken cancellationToken)
    {
        var page = await _service.Store.ListAsync(new StoreListQuery(_definition.StorageResource), cancellationToken).ConfigureAwait(false);
        return [.. page.Objects
            .Where(other => other.Key.Name != stored.Key.Name && Group(other.Document) == Group(stored.Document))
            .Select(other => other.Document.Root)];
    }

    /// <summary>Adds the definitions of a CRD to the catalog, unless those of the same spec and names are there.</summary>
    private IReadOnlyList<ResourceDefinition> Serve(string name, Document crd)
    {
        var isTerminating = !crd["metadata"u8]["deletionTimestamp"u8].IsNullOrUndefined;
        if (_served.TryGetValue(name, out var served) && served.IsTerminating == isTerminating
            && served.Crd["spec"u8].DeepEquals(crd["spec"u8]) && served.Crd["status"u8]["acceptedNames"u8].DeepEquals(crd["status"u8]["acceptedNames"u8]))
        {
            return served.Definitions;
        }

        var definitions = _factory.Create(crd.Root);
        var stale = served?.Definitions.Select(definition => definition.Resource).Except(definitions.Select(definition => definition.Resource)).ToList() ?? [];
        if (stale.Count > 0)
        {
            _catalog.Remove(stale);
        }

        _catalog.Add(definitions);
        _served[name] = new Served(crd, isTerminating, definitions);
        return definitions;
    }

    private void Withdraw(string name)
    {
        if (_served.Remove(name, out var served))
        {
            _catalog.Remove([.. served.Definitions.Select(definition => definition.Resource)]);
        }
    }

    private static string Group(Document crd) => crd["spec"u8]["group"u8].AsString("");

    private sealed record Served(Document Crd, bool IsTerminating, IReadOnlyList<ResourceDefinition> Definitions);
}
