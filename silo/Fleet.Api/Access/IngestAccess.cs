using Fleet.Api.Identity;
using Fleet.Kubernetes.Api.Authentication;

namespace Fleet.Api.Access;

/// <summary>Whether a caller may send samples of a cluster: holders of that cluster's ingest tokens, and administrators.</summary>
public static class IngestAccess
{
    /// <summary>The paths samples are sent to lie below; holders of ingest tokens may use no others.</summary>
    public const string Root = "/ingest";

    /// <summary>Whether a user holds nothing but an ingest token.</summary>
    public static bool IsIngest(UserInfo user) => user.Groups.Contains(FleetTokens.IngestGroup, StringComparer.Ordinal);

    public static bool Allows(UserInfo user, string cluster) =>
        user.Groups.Contains(UserInfo.MastersGroup, StringComparer.Ordinal)
        || (user.Groups.Contains(FleetTokens.IngestGroup, StringComparer.Ordinal)
            && user.Extra.TryGetValue(FleetTokens.IngestClusters, out var clusters) && clusters.Contains(cluster, StringComparer.Ordinal));
}
