using Fleet.Inventory.Queries;

namespace Fleet.Grains.Serialization;

/// <summary>A <see cref="WorkloadGrant"/> on the wire.</summary>
[GenerateSerializer, Immutable, Alias("fleet.workload-grant")]
public struct WorkloadGrantSurrogate
{
    [Id(0)]
    public string[]? Clusters;
    [Id(1)]
    public string[]? Namespaces;
}

/// <summary>A <see cref="WorkloadScope"/> on the wire.</summary>
[GenerateSerializer, Immutable, Alias("fleet.workload-scope")]
public struct WorkloadScopeSurrogate
{
    [Id(0)]
    public WorkloadGrantSurrogate[] Grants;
}

[RegisterConverter]
public sealed class WorkloadScopeConverter : IConverter<WorkloadScope, WorkloadScopeSurrogate>
{
    public WorkloadScope ConvertFromSurrogate(in WorkloadScopeSurrogate surrogate) =>
        new(Array.ConvertAll(surrogate.Grants, grant => new WorkloadGrant(ToSet(grant.Clusters), ToSet(grant.Namespaces))));

    public WorkloadScopeSurrogate ConvertToSurrogate(in WorkloadScope value) => new()
    {
        Grants = [.. value.Grants.Select(grant => new WorkloadGrantSurrogate { Clusters = grant.Clusters?.ToArray(), Namespaces = grant.Namespaces?.ToArray() })],
    };

    private static HashSet<string>? ToSet(string[]? names) => names is null ? null : new(names, StringComparer.Ordinal);
}
