namespace Fleet.Inventory.Queries;

/// <summary>How large a query may be: the work of one is bounded by the rows of the fleet times these.</summary>
public static class WorkloadQueryLimits
{
    public const int SearchLength = 256;

    public const int SearchWords = 16;

    /// <summary>Characters of a label or field selector.</summary>
    public const int SelectorLength = 4096;

    public const int SelectorRequirements = 64;

    public const int SortTerms = 8;

    public const int Facets = 20;

    /// <summary>Values a facet.</summary>
    public const int FacetValues = 1000;

    /// <summary>Rows a page.</summary>
    public const int Rows = 1000;

    public const int ContinueLength = 8192;
}
