using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Kinds.Core.Pods;

/// <summary>What the checks of a pod spec need to know of the whole.</summary>
/// <param name="Spec">The pod spec.</param>
/// <param name="IsPod">A pod itself, not the template of something.</param>
internal sealed record PodRules(DocumentValue Spec, bool IsPod)
{
    /// <summary>The volumes that passed their checks, by name.</summary>
    public Dictionary<string, DocumentValue> Volumes { get; } = new(StringComparer.Ordinal);

    public long? GracePeriod => Spec["terminationGracePeriodSeconds"u8].AsInt64();

    public string RestartPolicy => Spec["restartPolicy"u8].AsString("");

    public bool IsHostNetwork => Spec["hostNetwork"u8].AsBoolean() == true;
}
