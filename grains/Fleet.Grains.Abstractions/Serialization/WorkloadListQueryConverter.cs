using Fleet.Inventory.Queries;

namespace Fleet.Grains.Serialization;

/// <summary>A <see cref="WorkloadListQuery"/> on the wire.</summary>
[GenerateSerializer, Immutable, Alias("fleet.workload-list-query")]
public struct WorkloadListQuerySurrogate
{
    [Id(0)]
    public string? Namespace;
    [Id(1)]
    public string? AfterNamespace;
    [Id(2)]
    public string? AfterName;
    [Id(3)]
    public int Limit;
    [Id(4)]
    public string LabelSelector;
    [Id(5)]
    public string FieldSelector;
    [Id(6)]
    public WorkloadScope Scope;
}

[RegisterConverter]
public sealed class WorkloadListQueryConverter : IConverter<WorkloadListQuery, WorkloadListQuerySurrogate>
{
    public WorkloadListQuery ConvertFromSurrogate(in WorkloadListQuerySurrogate surrogate) => new(surrogate.Namespace)
    {
        After = surrogate.AfterName is { } name ? (surrogate.AfterNamespace ?? "", name) : null,
        Limit = surrogate.Limit,
        LabelSelector = surrogate.LabelSelector,
        FieldSelector = surrogate.FieldSelector,
        Scope = surrogate.Scope,
    };

    public WorkloadListQuerySurrogate ConvertToSurrogate(in WorkloadListQuery value) => new()
    {
        Namespace = value.Namespace,
        AfterNamespace = value.After?.Namespace,
        AfterName = value.After?.Name,
        Limit = value.Limit,
        LabelSelector = value.LabelSelector,
        FieldSelector = value.FieldSelector,
        Scope = value.Scope,
    };
}
