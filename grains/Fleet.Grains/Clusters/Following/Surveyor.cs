using System.Collections.Immutable;
using System.Net;
using Fleet.Inventory.Ownership;
using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Resources;
using Fleet.Resources.Clusters;

namespace Fleet.Grains.Clusters.Following;

/// <summary>Finds out what of a cluster can be followed: what it serves, and what its credentials may read.</summary>
internal sealed class Surveyor(KubernetesApiClient client, WatchedKinds watched, ClusterAccess access)
{
    private static readonly string[] ReadVerbs = ["list", "watch"];

    /// <exception cref="ClusterException">The cluster does not answer, or not as Kubernetes does.</exception>
    public async Task<ClusterSurvey> SurveyAsync(CancellationToken cancellationToken)
    {
        var served = await client.DiscoverAsync(cancellationToken).ConfigureAwait(false);
        var found = new List<FollowedKind>();
        var gaps = ImmutableArray.CreateBuilder<KindGap>();
        gaps.AddRange(watched.Refused.Select(kind => new KindGap(kind.GroupKind.ToString(), kind.GroupKind.ToString(), []) { IsRefused = true }));
        foreach (var kind in watched.All)
        {
            if (Find(served, kind.Kind) is { } resource)
            {
                found.Add(new FollowedKind(resource, kind));
            }
            else
            {
                gaps.Add(new KindGap(kind.Kind.GroupKind.ToString(), kind.Kind.GroupKind.ToString(), []));
            }
        }

        var nodes = Find(served, NodeCapacity.Kind);
        var permissions = Permissions(found, nodes).Concat(WritePermissions(found)).Distinct().ToList();
        var missing = await new AccessReview(client).MissingAsync(permissions, cancellationToken).ConfigureAwait(false);
        foreach (var group in missing.GroupBy(permission => permission.Resource))
        {
            var kind = found.Find(candidate => candidate.Resource.Resource.GroupResource == group.Key)?.Kind.GroupKind.ToString() ?? "";
            gaps.Add(new KindGap(group.Key.ToString(), kind, [.. group.Select(permission => permission.Verb)]));
        }

        bool MayRead(ApiResource resource) => !missing.Any(permission => permission.Resource == resource.Resource.GroupResource && ReadVerbs.Contains(permission.Verb));
        return new ClusterSurvey([.. found.Where(kind => MayRead(kind.Resource))], nodes is not null && MayRead(nodes) ? nodes : null, gaps.ToImmutable());
    }

    /// <summary>
    /// How many objects there are about, as far as the server says: of the kinds there are many of. A request a kind is what a fleet that starts has to wait for,
    /// and a cluster that turns out twice as large is cut anew.
    /// </summary>
    public async Task<long> CountAsync(IEnumerable<FollowedKind> kinds, CancellationToken cancellationToken)
    {
        var count = 0L;

        // With a selector servers do not say how many remain.
        foreach (var kind in kinds.Where(kind => kind.FieldSelector is null && kind.Watched.Role != WatchedRole.Workload))
        {
            try
            {
                var page = await client.ListPageAsync(
                    new ResourceAddress(kind.Resource.Resource), kind.Kind, new ListOptions { Limit = 1 }, _ => ValueTask.CompletedTask, cancellationToken).ConfigureAwait(false);
                count += page.Count + (page.RemainingItemCount ?? 0);
            }
            catch (KubernetesApiException refused) when (refused.StatusCode != HttpStatusCode.Unauthorized)
            {
                // One kind that cannot be listed must not hide the others; its follower says what is wrong with it.
            }
        }

        return count;
    }

    private static ApiResource? Find(ApiDiscovery served, GroupVersionKind kind)
    {
        var resource = served.Find(kind) ?? served.Find(kind.GroupKind);
        return resource is { IsListable: true, IsWatchable: true } ? resource : null;
    }

    /// <summary>What managing takes besides; a cluster that is only observed needs no more than to be read.</summary>
    private IEnumerable<(GroupResource Resource, string Verb)> WritePermissions(IEnumerable<FollowedKind> kinds) => access == ClusterAccess.Observe
        ? []
        : AccessManifests.Permissions(access, kinds.Where(kind => kind.Watched.Role == WatchedRole.Extra).Select(kind => kind.Resource.Resource.GroupResource));

    private static IEnumerable<(GroupResource Resource, string Verb)> Permissions(IEnumerable<FollowedKind> kinds, ApiResource? nodes) =>
        from resource in kinds.Select(kind => kind.Resource).Concat(nodes is null ? [] : [nodes])
        from verb in ReadVerbs
        select (resource.Resource.GroupResource, verb);
}
