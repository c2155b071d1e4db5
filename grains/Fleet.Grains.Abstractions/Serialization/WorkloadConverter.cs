using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Documents;

namespace Fleet.Grains.Serialization;

/// <summary>A row travels as its document; its hot fields are read out of it again.</summary>
[GenerateSerializer, Immutable, Alias("fleet.workload-row")]
public struct WorkloadSurrogate
{
    [Id(0)]
    public Document Document;
    [Id(1)]
    public long Version;
}

[RegisterConverter]
public sealed class WorkloadConverter : IConverter<Workload, WorkloadSurrogate>
{
    public Workload ConvertFromSurrogate(in WorkloadSurrogate surrogate) => WorkloadReading.Read(surrogate.Document) with { Version = surrogate.Version };

    public WorkloadSurrogate ConvertToSurrogate(in Workload value) => new() { Document = value.Document, Version = value.Version };
}
