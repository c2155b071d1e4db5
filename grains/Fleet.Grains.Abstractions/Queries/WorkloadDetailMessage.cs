using System.Collections.Immutable;
using Fleet.Kubernetes.Documents;

namespace Fleet.Grains.Queries;

/// <summary>A <c>WorkloadDetail</c> on its way between silos.</summary>
[GenerateSerializer, Immutable, Alias("fleet.workload-detail")]
public sealed record WorkloadDetailMessage(
    [property: Id(0)] Document Row, [property: Id(1)] long Version, [property: Id(2)] ImmutableArray<Document> Objects, [property: Id(3)] ImmutableArray<Document> Events);
