using Fleet.Kubernetes.Api.Admission;
using Fleet.Kubernetes.Api.Authorization;
using Fleet.Kubernetes.Api.Metadata;

namespace Fleet.Simulator.Admission;

/// <summary>The admission chain of one cluster, in the order of a kube-apiserver.</summary>
public static class BuiltInAdmission
{
    /// <param name="identities">Names what the plugins add.</param>
    /// <param name="seed">For addresses and ports that repeat; null for random ones.</param>
    public static IReadOnlyList<IAdmissionPlugin> Create(IdentityGenerator identities, int? seed = null) =>
    [
        new RbacEscalation(),
        new NamespaceLifecycle(),
        new LimitRanger(),
        new ServiceAccountAdmission(identities),
        new PriorityAdmission(),
        new DefaultTolerationSeconds(),
        new DefaultClasses(),
        new StorageObjectProtection(),
        new RuntimeClassAdmission(),
        new ServiceAllocation(seed),
        new ResourceQuotaAdmission(),
    ];
}
