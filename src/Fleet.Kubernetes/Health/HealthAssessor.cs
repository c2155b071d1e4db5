using System.Collections.Frozen;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Health.Kinds;
using Fleet.Kubernetes.Health.Rules;
using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Health;

/// <summary>
/// Tells the health of any object: by the rules given, else by the built-in rule of its kind, else by the embedded rules for well-known custom
/// resources, else by its standard conditions. Immutable and free of clocks and I/O: call it from anywhere.
/// </summary>
public sealed class HealthAssessor
{
    private static readonly FrozenDictionary<GroupKind, IHealthRule> BuiltIn = new Dictionary<GroupKind, IHealthRule>
    {
        [new("apps", "Deployment")] = new DeploymentHealth(),
        [new("apps", "StatefulSet")] = new StatefulSetHealth(),
        [new("apps", "DaemonSet")] = new DaemonSetHealth(),
        [new("apps", "ReplicaSet")] = new ReplicaSetHealth(),
        [new("batch", "Job")] = new JobHealth(),
        [new("batch", "CronJob")] = new CronJobHealth(),
        [new("", "Pod")] = new PodHealth(),
        [new("", "Service")] = new ServiceHealth(),
        [new("", "PersistentVolumeClaim")] = new PersistentVolumeClaimHealth(),
        [new("networking.k8s.io", "Ingress")] = new IngressHealth(),
        [new("extensions", "Ingress")] = new IngressHealth(),
        [new("autoscaling", "HorizontalPodAutoscaler")] = new HorizontalPodAutoscalerHealth(),
        [new("apiregistration.k8s.io", "APIService")] = new ApiServiceHealth(),
        [new("apiextensions.k8s.io", "CustomResourceDefinition")] = new CustomResourceDefinitionHealth(),
    }.ToFrozenDictionary();

    private readonly HealthRuleSet[] _rules;

    /// <param name="rules">Rules that come before everything else, the first that has one for the kind wins.</param>
    public HealthAssessor(params IEnumerable<HealthRuleSet> rules) => _rules = [.. rules];

    /// <summary>
    /// Whether a kind has a status at all, where the schemas of the cluster are known: an object of such a kind without one is still to be
    /// reported on. Without this, nobody waits for a status no rule speaks of.
    /// </summary>
    public Func<GroupKind, bool>? ReportsStatus { get; init; }

    /// <summary>With the embedded rules only.</summary>
    public static HealthAssessor Default { get; } = new();

    /// <summary>The health of an object; an undefined value is <see cref="HealthStatus.Missing"/>.</summary>
    public HealthAssessment Assess(DocumentValue resource)
    {
        if (!resource.IsObject)
        {
            return new(HealthStatus.Missing);
        }

        if (resource["metadata"u8]["deletionTimestamp"u8].IsString)
        {
            return HealthAssessment.Progressing("Terminating", Deletion(resource["metadata"u8]["finalizers"u8]));
        }

        var kind = GroupVersionKind.Of(resource).GroupKind;
        return Find(kind)?.Assess(resource)
            ?? StandardHealth.Instance.Assess(resource)
            ?? (resource["status"u8].Count == 0 && ReportsStatus?.Invoke(kind) == true
                ? HealthAssessment.Progressing("StatusPending", "the status is not reported yet")
                : HealthAssessment.Healthy("NoStatus"));
    }

    private static string Deletion(DocumentValue finalizers) => finalizers.Count == 0
        ? "Pending deletion"
        : "Pending deletion, held by the finalizers " + string.Join(", ", finalizers.Items.ToList().Select(finalizer => finalizer.AsString("")));

    private IHealthRule? Find(GroupKind kind)
    {
        foreach (var set in _rules)
        {
            if (set.Find(kind) is { } rule)
            {
                return rule;
            }
        }

        return BuiltIn.TryGetValue(kind, out var builtIn) ? builtIn : HealthRuleSet.Default.Find(kind);
    }
}
