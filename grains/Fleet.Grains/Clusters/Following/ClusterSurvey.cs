using System.Collections.Immutable;
using Fleet.Kubernetes.Client;

namespace Fleet.Grains.Clusters.Following;

/// <summary>What a cluster serves and lets us read at one moment.</summary>
/// <param name="Kinds">What is to be followed.</param>
/// <param name="Nodes">Its nodes, null when they may not be read.</param>
/// <param name="Gaps">What is wanted and not to be had.</param>
internal sealed record ClusterSurvey(ImmutableArray<FollowedKind> Kinds, ApiResource? Nodes, ImmutableArray<KindGap> Gaps)
{
    /// <summary>Kinds that are served and may not be read: what was known of them is kept.</summary>
    public ImmutableArray<string> UnreadKinds => [.. Gaps.Where(gap => gap.IsForbidden && gap.Kind.Length > 0 && Kinds.All(kind => kind.Kind.GroupKind.ToString() != gap.Kind)).Select(gap => gap.Kind)];

    /// <summary>There is a kind to follow that <paramref name="before"/> did not follow.</summary>
    public bool HasMoreThan(ClusterSurvey before) =>
        (Nodes is not null && before.Nodes is null) || Kinds.Any(kind => before.Kinds.All(other => other.Kind != kind.Kind));
}
