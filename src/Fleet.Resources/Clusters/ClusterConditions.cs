namespace Fleet.Resources.Clusters;

/// <summary>The condition types of a cluster.</summary>
public static class ClusterConditions
{
    /// <summary>The API server answers.</summary>
    public const string Reachable = "Reachable";

    /// <summary>The verbs the access needs are granted.</summary>
    public const string Authorized = "Authorized";

    /// <summary>Everything followed has been read.</summary>
    public const string Synced = "Synced";

    /// <summary>All of the others.</summary>
    public const string Ready = "Ready";
}
