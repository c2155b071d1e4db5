using Fleet.Inventory.Queries;

namespace Fleet.Grains.Serialization;

/// <summary>A <see cref="WorkloadQuery"/> on the wire.</summary>
[GenerateSerializer, Immutable, Alias("fleet.workload-query")]
public struct WorkloadQuerySurrogate
{
    [Id(0)]
    public string? Namespace;
    [Id(1)]
    public string Search;
    [Id(2)]
    public string LabelSelector;
    [Id(3)]
    public string FieldSelector;
    [Id(4)]
    public string[] Sort;
    [Id(5)]
    public int Limit;
    [Id(6)]
    public string? Continue;
    [Id(7)]
    public string[] Facets;
    [Id(8)]
    public int FacetLimit;
    [Id(9)]
    public WorkloadScope Scope;
}

[RegisterConverter]
public sealed class WorkloadQueryConverter : IConverter<WorkloadQuery, WorkloadQuerySurrogate>
{
    public WorkloadQuery ConvertFromSurrogate(in WorkloadQuerySurrogate surrogate) => new()
    {
        Namespace = surrogate.Namespace,
        Search = surrogate.Search,
        LabelSelector = surrogate.LabelSelector,
        FieldSelector = surrogate.FieldSelector,
        Sort = surrogate.Sort,
        Limit = surrogate.Limit,
        Continue = surrogate.Continue,
        Facets = surrogate.Facets,
        FacetLimit = surrogate.FacetLimit,
        Scope = surrogate.Scope,
    };

    public WorkloadQuerySurrogate ConvertToSurrogate(in WorkloadQuery value) => new()
    {
        Namespace = value.Namespace,
        Search = value.Search,
        LabelSelector = value.LabelSelector,
        FieldSelector = value.FieldSelector,
        Sort = [.. value.Sort],
        Limit = value.Limit,
        Continue = value.Continue,
        Facets = [.. value.Facets],
        FacetLimit = value.FacetLimit,
        Scope = value.Scope,
    };
}
