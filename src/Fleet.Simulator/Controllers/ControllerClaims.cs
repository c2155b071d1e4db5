using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Selectors;

namespace Fleet.Simulator.Controllers;

/// <summary>
/// Adopts what matches a selector and has no controller, and releases what no longer matches. After <c>controller_ref_manager.go</c>.
/// </summary>
internal sealed class ControllerClaims(ControllerContext context, GroupVersionResource resource, Document owner, DocumentValue selector)
{
    private readonly LabelSelector _selector = LabelSelector.From(selector);

    /// <summary>Those of the candidates that are the owner's, after adoption and release.</summary>
    public async ValueTask<List<Document>> ClaimAsync(IEnumerable<Document> candidates, CancellationToken cancellationToken)
    {
        var claimed = new List<Document>();
        foreach (var candidate in candidates)
        {
            if (await ClaimAsync(candidate, cancellationToken) is { } mine)
            {
                claimed.Add(mine);
            }
        }

        return claimed;
    }

    private async ValueTask<Document?> ClaimAsync(Document candidate, CancellationToken cancellationToken)
    {
        var matches = _selector.Matches(candidate.Labels());
        if (candidate.ControllerUid() is { } controller)
        {
            if (controller != owner.Uid())
            {
                return null;
            }

            if (!matches && !owner.IsBeingDeleted())
            {
                await ReleaseAsync(candidate, cancellationToken);
            }

            return matches ? candidate : null;
        }

        return !matches || owner.IsBeingDeleted() || candidate.IsBeingDeleted() ? null : await AdoptAsync(candidate, cancellationToken);
    }

    private async ValueTask<Document?> AdoptAsync(Document candidate, CancellationToken cancellationToken)
    {
        var uid = candidate.Uid();
        try
        {
            return await context.Objects.MutateAsync(
                resource,
                candidate.Key(),
                node =>
                {
                    if (node["metadata"]?["uid"]?.AsString() != uid)
                    {
                        return false;
                    }

                    OwnerReferences.Add(node, OwnerReferences.Controller(owner));
                    return true;
                },
                cancellationToken);
        }
        catch (ApiException error) when (error.IsNotFound())
        {
            return null;
        }
    }

    private async ValueTask ReleaseAsync(Document candidate, CancellationToken cancellationToken)
    {
        try
        {
            await context.Objects.MutateAsync(resource, candidate.Key(), node => OwnerReferences.Remove(node, uid => uid == owner.Uid()), cancellationToken);
        }
        catch (ApiException error) when (error.IsNotFound())
        {
            // Gone: released for good.
        }
    }
}
