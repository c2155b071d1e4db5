namespace Fleet.Grains.Clusters.Following;

/// <summary>A cluster has given more than a silo may hold of one. Not to be tried again soon: it will be as large then.</summary>
internal sealed class ClusterTooLargeException(string message) : Exception(message);
