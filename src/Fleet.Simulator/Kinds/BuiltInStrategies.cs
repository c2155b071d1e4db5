using System.Collections.Frozen;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Kinds.Admission;
using Fleet.Simulator.Kinds.Apps;
using Fleet.Simulator.Kinds.Autoscaling;
using Fleet.Simulator.Kinds.Batch;
using Fleet.Simulator.Kinds.Certificates;
using Fleet.Simulator.Kinds.Coordination;
using Fleet.Simulator.Kinds.Core;
using Fleet.Simulator.Kinds.Core.Pods;
using Fleet.Simulator.Kinds.Core.Services;
using Fleet.Simulator.Kinds.Discovery;
using Fleet.Simulator.Kinds.Networking;
using Fleet.Simulator.Kinds.Policy;
using Fleet.Simulator.Kinds.Rbac;
using Fleet.Simulator.Kinds.Scheduling;
using Fleet.Simulator.Kinds.Storage;

namespace Fleet.Simulator.Kinds;

/// <summary>The rules of every built-in kind. Stateless, shared by all clusters.</summary>
public static class BuiltInStrategies
{
    private static readonly FrozenDictionary<GroupVersionKind, IResourceStrategy> Strategies =
        Core().Concat(Workloads()).Concat(Plain()).ToFrozenDictionary(strategy => strategy.Kind, strategy => (IResourceStrategy)strategy);

    /// <summary>The rules of a kind, or null where the generic ones do.</summary>
    public static IResourceStrategy? Find(GroupVersionKind kind) => Strategies.GetValueOrDefault(kind);

    private static IEnumerable<KindStrategy> Core() =>
    [
        new PodStrategy(),
        new ServiceStrategy(),
        new ConfigMapStrategy(),
        new SecretStrategy(),
        new NamespaceStrategy(),
        new NodeStrategy(),
        new EndpointsStrategy(),
        new EventStrategy(new GroupVersionKind("", "v1", "Event")),
        new EventStrategy(new GroupVersionKind("events.k8s.io", "v1", "Event")),
        new LimitRangeStrategy(),
        new ResourceQuotaStrategy(),
        new PersistentVolumeStrategy(),
        new PersistentVolumeClaimStrategy(),
        new ReplicationControllerStrategy(),
        new PodTemplateStrategy(),
        new ServiceAccountStrategy(),
    ];

    private static IEnumerable<KindStrategy> Workloads() =>
    [
        new DeploymentStrategy(),
        new ReplicaSetStrategy(),
        new DaemonSetStrategy(),
        new StatefulSetStrategy(),
        new ControllerRevisionStrategy(),
        new JobStrategy(),
        new CronJobStrategy(),
        new HorizontalPodAutoscalerStrategy("v1"),
        new HorizontalPodAutoscalerStrategy("v2"),
        new IngressStrategy(),
        new NetworkPolicyStrategy(),
        new PodDisruptionBudgetStrategy(),
        new RoleStrategy("Role"),
        new RoleStrategy("ClusterRole"),
        new RoleBindingStrategy("RoleBinding"),
        new RoleBindingStrategy("ClusterRoleBinding"),
        new LeaseStrategy(),
        new EndpointSliceStrategy(),
        new PriorityClassStrategy(),
        new StorageClassStrategy(),
        new WebhookConfigurationStrategy("MutatingWebhookConfiguration"),
        new WebhookConfigurationStrategy("ValidatingWebhookConfiguration"),
        new AdmissionPolicyStrategy("ValidatingAdmissionPolicy"),
        new AdmissionPolicyStrategy("MutatingAdmissionPolicy"),
        new AdmissionPolicyBindingStrategy("ValidatingAdmissionPolicyBinding"),
        new AdmissionPolicyBindingStrategy("MutatingAdmissionPolicyBinding"),
        new CertificateSigningRequestStrategy(),
        new IngressClassStrategy(),
        new RuntimeClassStrategy(),
    ];

    /// <summary>Kinds that need no more than the common rules.</summary>
    private static IEnumerable<KindStrategy> Plain() =>
    [
        new KindStrategy(new GroupVersionKind("networking.k8s.io", "v1", "ServiceCIDR")) { HasStatus = true },
        Of("networking.k8s.io", "IPAddress"),
        Conditional("storage.k8s.io", "CSIDriver", returnsDeleted: true),
        Conditional("storage.k8s.io", "CSINode", returnsDeleted: true),
        Of("storage.k8s.io", "CSIStorageCapacity"),
        Of("storage.k8s.io", "VolumeAttributesClass"),
        new KindStrategy(new GroupVersionKind("storage.k8s.io", "v1", "VolumeAttachment")) { HasStatus = true, ReturnsDeletedObject = true, AllowUnconditionalUpdate = false },
        new KindStrategy(new GroupVersionKind("flowcontrol.apiserver.k8s.io", "v1", "FlowSchema")) { HasStatus = true, HasGeneration = true },
        new KindStrategy(new GroupVersionKind("flowcontrol.apiserver.k8s.io", "v1", "PriorityLevelConfiguration")) { HasStatus = true, HasGeneration = true },
        Of("resource.k8s.io", "DeviceClass", hasGeneration: true),
        new KindStrategy(new GroupVersionKind("resource.k8s.io", "v1", "ResourceClaim")) { HasStatus = true },
        Of("resource.k8s.io", "ResourceClaimTemplate"),
        Of("resource.k8s.io", "ResourceSlice", hasGeneration: true),
        new KindStrategy(new GroupVersionKind("apiregistration.k8s.io", "v1", "APIService")) { HasStatus = true, AllowUnconditionalUpdate = false, NameRule = NameRules.PathSegment },
    ];

    private static KindStrategy Of(string group, string kind, bool hasGeneration = false) =>
        new(new GroupVersionKind(group, "v1", kind)) { HasGeneration = hasGeneration };

    /// <summary>A kind whose updates must name the version they change.</summary>
    private static KindStrategy Conditional(string group, string kind, bool returnsDeleted = false) =>
        new(new GroupVersionKind(group, "v1", kind)) { AllowUnconditionalUpdate = false, ReturnsDeletedObject = returnsDeleted };
}
