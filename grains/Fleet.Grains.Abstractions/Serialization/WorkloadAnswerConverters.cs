using Fleet.Inventory.Queries;
using Fleet.Inventory.Workloads;

namespace Fleet.Grains.Serialization;

/// <summary>A <see cref="WorkloadPage"/> on the wire.</summary>
[GenerateSerializer, Immutable, Alias("fleet.workload-page")]
public struct WorkloadPageSurrogate
{
    [Id(0)]
    public Workload[] Rows;
    [Id(1)]
    public bool HasMore;
}

[RegisterConverter]
public sealed class WorkloadPageConverter : IConverter<WorkloadPage, WorkloadPageSurrogate>
{
    public WorkloadPage ConvertFromSurrogate(in WorkloadPageSurrogate surrogate) => new(surrogate.Rows, surrogate.HasMore);

    public WorkloadPageSurrogate ConvertToSurrogate(in WorkloadPage value) => new() { Rows = [.. value.Rows], HasMore = value.HasMore };
}

/// <summary>A <see cref="PartialResult"/> on the wire.</summary>
[GenerateSerializer, Immutable, Alias("fleet.partial-result")]
public struct PartialResultSurrogate
{
    [Id(0)]
    public long Total;
    [Id(1)]
    public Workload[] Rows;
    [Id(2)]
    public Dictionary<string, long>[] Facets;
    [Id(3)]
    public string[] StaleClusters;
}

[RegisterConverter]
public sealed class PartialResultConverter : IConverter<PartialResult, PartialResultSurrogate>
{
    public PartialResult ConvertFromSurrogate(in PartialResultSurrogate surrogate) =>
        new(surrogate.Total, surrogate.Rows, surrogate.Facets) { StaleClusters = surrogate.StaleClusters };

    public PartialResultSurrogate ConvertToSurrogate(in PartialResult value) => new()
    {
        Total = value.Total,
        Rows = [.. value.Rows],
        Facets = [.. value.Facets.Select(counts => new Dictionary<string, long>(counts, StringComparer.Ordinal))],
        StaleClusters = [.. value.StaleClusters],
    };
}
