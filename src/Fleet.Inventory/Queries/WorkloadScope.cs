namespace Fleet.Inventory.Queries;

/// <summary>What a caller may see: the union of its grants. Applied before paging and counting.</summary>
/// <param name="Grants">Each lets through the rows it covers.</param>
public sealed record WorkloadScope(IReadOnlyList<WorkloadGrant> Grants)
{
    /// <summary>No limits.</summary>
    public static WorkloadScope Everything { get; } = new([new WorkloadGrant(null, null)]);

    /// <summary>Nothing at all.</summary>
    public static WorkloadScope Nothing { get; } = new([]);

    public bool IsUnlimited => Grants.Any(grant => grant is { Clusters: null, Namespaces: null });

    public bool Allows(string cluster, string namespaceName)
    {
        foreach (var grant in Grants)
        {
            if ((grant.Clusters?.Contains(cluster) ?? true) && (grant.Namespaces?.Contains(namespaceName) ?? true))
            {
                return true;
            }
        }

        return false;
    }
}
