using Fleet.Kubernetes.Api.Storage;

namespace Fleet.Simulator.Seeding;

/// <summary>The objects of one kind of workload in their steady state, as templates.</summary>
/// <param name="Objects">Resource and template of each, in the order they are made.</param>
internal sealed record WorkloadPrototype(IReadOnlyList<(ObjectKey Key, StampTemplate Template)> Objects);
