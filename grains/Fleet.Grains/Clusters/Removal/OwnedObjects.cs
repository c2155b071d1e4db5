using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Documents;

namespace Fleet.Grains.Clusters.Removal;

/// <summary>
/// What the engine owns in a member cluster: objects labelled <c>app.kubernetes.io/managed-by=fleet</c> that the field manager <c>fleet</c> has applied. The
/// label alone is not enough: anybody may set it.
/// </summary>
internal sealed class OwnedObjects(KubernetesApiClient client)
{
    public const string FieldManager = "fleet";

    public const string Selector = "app.kubernetes.io/managed-by=fleet";

    /// <summary>Deletes them, each only as it was when it was looked at. What they own goes with them.</summary>
    /// <exception cref="ClusterException">One of them may not or could not be deleted.</exception>
    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        var served = await client.DiscoverAsync(cancellationToken).ConfigureAwait(false);
        var preferred = served.Resources.Where(resource => resource.IsListable && resource.Verbs.Contains("delete")).DistinctBy(resource => resource.Kind.GroupKind);
        foreach (var resource in preferred)
        {
            try
            {
                await DeleteAsync(resource, cancellationToken).ConfigureAwait(false);
            }
            catch (KubernetesApiException refused) when (refused is { StatusCode: System.Net.HttpStatusCode.Forbidden or System.Net.HttpStatusCode.MethodNotAllowed } or { IsNotFound: true })
            {
                // A kind we may not even list holds nothing we have applied.
            }
        }
    }

    private async Task DeleteAsync(ApiResource resource, CancellationToken cancellationToken)
    {
        var owned = await client.ListAsync(
            new ResourceAddress(resource.Resource), resource.Kind, new ListOptions { LabelSelector = Selector, Limit = 500 }, cancellationToken).ConfigureAwait(false);
        foreach (var item in owned.Where(IsApplied))
        {
            var metadata = item["metadata"u8];
            var address = new ResourceAddress(resource.Resource, metadata["namespace"u8].AsString(), metadata["name"u8].AsString());
            var options = new DeleteOptions { Uid = metadata["uid"u8].AsString(), PropagationPolicy = "Background" };
            try
            {
                await client.DeleteAsync(address, options, cancellationToken).ConfigureAwait(false);
            }
            catch (KubernetesApiException gone) when (gone.IsNotFound || gone.IsPreconditionFailed)
            {
                // Gone already, or another by now: not ours.
            }
        }
    }

    private static bool IsApplied(Document item)
    {
        foreach (var entry in item["metadata"u8]["managedFields"u8].Items)
        {
            if (entry["manager"u8].AsString() == FieldManager && entry["operation"u8].StringEquals("Apply"u8))
            {
                return true;
            }
        }

        return false;
    }
}
