namespace Fleet.Grains.Clusters.Following;

/// <summary>A kind that is not followed, or a permission that is missing.</summary>
/// <param name="Resource"><c>deployments.apps</c>; of a kind the cluster does not serve the kind.</param>
/// <param name="Kind"><c>Deployment.apps</c>; empty for what is not a followed kind (nodes).</param>
/// <param name="MissingVerbs">What the credentials may not do with it; empty when that is not the reason.</param>
internal sealed record KindGap(string Resource, string Kind, IReadOnlyList<string> MissingVerbs)
{
    /// <summary>Whatever a spec says, it is not followed: Secrets.</summary>
    public bool IsRefused { get; init; }

    public bool IsForbidden => MissingVerbs.Count > 0;
}
