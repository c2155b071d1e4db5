using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Kubelet;

/// <summary>What the kubelet does with a pod now.</summary>
/// <param name="Status">The status to write, null when it stays.</param>
/// <param name="Again">When time alone changes something again, null for never.</param>
internal sealed record PodStep(DocumentNode? Status, TimeSpan? Again)
{
    public static PodStep Nothing { get; } = new(null, null);

    /// <summary>Warnings to record: reason and message.</summary>
    public IReadOnlyList<(string Reason, string Message)> Warnings { get; init; } = [];

    /// <summary>Time after which the pod object goes.</summary>
    public bool Delete { get; init; }
}
