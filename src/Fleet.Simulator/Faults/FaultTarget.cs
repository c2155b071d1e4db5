using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Selectors;
using Fleet.Simulator.Controllers;

namespace Fleet.Simulator.Faults;

/// <summary>
/// Whom a fault befalls: pods by namespace, workload and labels, nodes by name. Parts that are null are not asked; <c>*</c> in a name stands for
/// any characters.
/// </summary>
public sealed record FaultTarget
{
    public static FaultTarget All { get; } = new();

    public string? Namespace { get; init; }

    /// <summary>The name of the Deployment (or of the pod's other controller, or of a bare pod).</summary>
    public string? Workload { get; init; }

    /// <summary>A label selector over the pods' labels.</summary>
    public LabelSelector? Labels { get; init; }

    /// <summary>The name of a node.</summary>
    public string? Node { get; init; }

    public bool MatchesPod(Document pod) =>
        Glob.IsMatch(Namespace, pod.Namespace())
        && Glob.IsMatch(Workload, WorkloadName.Of(pod))
        && (Labels is null || Labels.Matches(pod.Labels()))
        && (Node is null || Glob.IsMatch(Node, pod["spec"u8]["nodeName"u8].AsString("")));

    public bool MatchesNode(string node) => Glob.IsMatch(Node, node);
}
