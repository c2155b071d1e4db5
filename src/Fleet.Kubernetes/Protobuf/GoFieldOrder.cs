using System.Collections.Frozen;

namespace Fleet.Kubernetes.Protobuf;

/// <summary>
/// The order in which Go writes the fields of a built-in type: that of its struct. It is the order of the protobuf numbers but for fields that
/// were declared among older ones. Messages of a server that quote whole objects show it.
/// </summary>
/// <remarks>Facts of the structs of k8s.io/api.</remarks>
public static class GoFieldOrder
{
    private const string OpenApiPrefix = "io.k8s.";

    /// <summary>For types with fields out of number order: each such field and the one it follows (empty: it comes first).</summary>
    private static readonly FrozenDictionary<string, (string Field, string After)[]> Moved = new Dictionary<string, (string, string)[]>
    {
        ["api.apps.v1.DeploymentCondition"] = [("lastUpdateTime", "status"), ("lastTransitionTime", "lastUpdateTime")],
        ["api.apps.v1.DeploymentStatus"] = [("readyReplicas", "updatedReplicas"), ("terminatingReplicas", "unavailableReplicas")],
        ["api.apps.v1.ReplicaSetStatus"] = [("readyReplicas", "fullyLabeledReplicas"), ("availableReplicas", "readyReplicas"), ("terminatingReplicas", "availableReplicas")],
        ["api.authentication.v1.TokenRequestSpec"] = [("expirationSeconds", "audiences")],
        ["api.autoscaling.v2.HPAScalingRules"] = [("stabilizationWindowSeconds", "")],
        ["api.batch.v1.JobSpec"] =
        [
            ("podFailurePolicy", "activeDeadlineSeconds"), ("successPolicy", "podFailurePolicy"), ("backoffLimit", "successPolicy"),
            ("backoffLimitPerIndex", "backoffLimit"), ("maxFailedIndexes", "backoffLimitPerIndex"),
        ],
        ["api.batch.v1.JobStatus"] = [("terminating", "failed"), ("completedIndexes", "terminating"), ("failedIndexes", "completedIndexes")],
        ["api.core.v1.ConfigMap"] = [("immutable", "metadata")],
        ["api.core.v1.Secret"] = [("immutable", "metadata")],
        ["api.core.v1.Container"] = ContainerMoves(),
        ["api.core.v1.EphemeralContainerCommon"] = ContainerMoves(),
        ["api.core.v1.PodSpec"] =
        [
            ("initContainers", "volumes"), ("ephemeralContainers", "containers"), ("automountServiceAccountToken", "serviceAccount"), ("shareProcessNamespace", "hostIPC"),
        ],
        ["api.core.v1.PodStatus"] = [("observedGeneration", ""), ("nominatedNodeName", "reason"), ("hostIPs", "hostIP"), ("podIPs", "podIP"), ("initContainerStatuses", "startTime")],
        ["api.core.v1.PodCondition"] = [("observedGeneration", "type")],
        ["api.core.v1.PodSecurityContext"] = [("windowsOptions", "seLinuxOptions"), ("runAsGroup", "runAsUser"), ("supplementalGroupsPolicy", "supplementalGroups")],
        ["api.core.v1.SecurityContext"] = [("windowsOptions", "seLinuxOptions"), ("runAsGroup", "runAsUser")],
        ["api.core.v1.PersistentVolumeClaimSpec"] = [("selector", "accessModes")],
        ["api.core.v1.ServiceSpec"] = [("clusterIPs", "clusterIP"), ("ipFamilies", "sessionAffinityConfig")],
        ["api.core.v1.VolumeMount"] = [("recursiveReadOnly", "readOnly")],
        ["api.discovery.v1.EndpointSlice"] = [("addressType", "metadata")],
        ["api.networking.v1.IngressSpec"] = [("ingressClassName", "")],
        ["apimachinery.pkg.apis.meta.v1.OwnerReference"] = [("apiVersion", "")],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, IReadOnlyList<string>> Orders =
        ProtobufMessages.Instance.Messages.ToFrozenDictionary(message => message.Name, IReadOnlyList<string> (message) => Order(message), StringComparer.Ordinal);

    /// <summary>The fields of a type by its OpenAPI name (<c>io.k8s.api.core.v1.PodSpec</c>); empty when it is not known.</summary>
    public static IReadOnlyList<string> Of(string typeName) =>
        typeName.StartsWith(OpenApiPrefix, StringComparison.Ordinal) && Orders.TryGetValue(typeName[OpenApiPrefix.Length..], out var order) ? order : [];

    private static List<string> Order(ProtobufMessage message)
    {
        var fields = new List<string>();
        foreach (var (_, field) in message.Fields.OrderBy(pair => pair.Key))
        {
            if (field is { IsInlined: true, Message: { } inline })
            {
                fields.AddRange(Order(inline));
            }
            else
            {
                fields.Add(field.Name);
            }
        }

        foreach (var (field, after) in Moved.GetValueOrDefault(message.Name) ?? [])
        {
            if (fields.Remove(field))
            {
                fields.Insert(after.Length == 0 ? 0 : fields.IndexOf(after) + 1, field);
            }
        }

        return fields;
    }

    private static (string, string)[] ContainerMoves() =>
    [
        ("envFrom", "ports"), ("resizePolicy", "resources"), ("restartPolicy", "resizePolicy"), ("restartPolicyRules", "restartPolicy"),
        ("volumeDevices", "volumeMounts"), ("startupProbe", "readinessProbe"), ("terminationMessagePolicy", "terminationMessagePath"),
    ];
}
