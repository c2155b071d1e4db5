using System.Net;
using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Grains.Clusters.Following;

/// <summary>Asks a cluster what its credentials may do: <c>SelfSubjectAccessReview</c>s, which everybody who is known to the cluster may make.</summary>
internal sealed class AccessReview(KubernetesApiClient client)
{
    private const int MaxParallel = 4;

    private static readonly ResourceAddress Reviews = new(new GroupVersionResource("authorization.k8s.io", "v1", "selfsubjectaccessreviews"));

    /// <summary>The permissions among these that are missing, over all namespaces. An administrator is known by one request.</summary>
    public async Task<IReadOnlyList<(GroupResource Resource, string Verb)>> MissingAsync(
        IReadOnlyList<(GroupResource Resource, string Verb)> wanted, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(wanted, cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesApiException refused) when (refused.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed)
        {
            // A server that does not answer such questions: what may not be read will say so itself.
            return [];
        }
    }

    private async Task<IReadOnlyList<(GroupResource Resource, string Verb)>> AskAsync(
        IReadOnlyList<(GroupResource Resource, string Verb)> wanted, CancellationToken cancellationToken)
    {
        if (await IsAllowedAsync(new GroupResource("*", "*"), "*", cancellationToken).ConfigureAwait(false))
        {
            return [];
        }

        var allowed = new bool[wanted.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = MaxParallel, CancellationToken = cancellationToken };
        await Parallel.ForAsync(
            0, wanted.Count, parallel, async (i, token) => allowed[i] = await IsAllowedAsync(wanted[i].Resource, wanted[i].Verb, token).ConfigureAwait(false)).ConfigureAwait(false);
        return [.. wanted.Where((_, i) => !allowed[i])];
    }

    private async Task<bool> IsAllowedAsync(GroupResource resource, string verb, CancellationToken cancellationToken)
    {
        var parts = resource.Resource.Split('/', 2);
        var review = DocumentNode.Object(
            ("apiVersion", "authorization.k8s.io/v1"),
            ("kind", "SelfSubjectAccessReview"),
            ("spec", DocumentNode.Object(("resourceAttributes", DocumentNode.Object(("group", resource.Group), ("resource", parts[0]), ("subresource", parts.Length > 1 ? (DocumentNode)parts[1] : null), ("verb", verb))))));
        var answer = await client.CreateAsync(Reviews, review.ToDocument(), cancellationToken: cancellationToken).ConfigureAwait(false);
        return answer["status"u8]["allowed"u8].AsBoolean() == true;
    }
}
