namespace Fleet.Grains.Clusters.Following;

/// <summary>What distinguishes one giving of a cluster's whole state from another.</summary>
/// <param name="Epoch">The ownership it is given under.</param>
/// <param name="Feed">Which one of that epoch, from 1.</param>
/// <param name="Shards">Into how many shards the cluster is cut.</param>
internal sealed record FeedIdentity(long Epoch, int Feed, int Shards);
