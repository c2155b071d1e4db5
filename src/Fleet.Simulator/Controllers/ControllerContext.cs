using Fleet.Kubernetes.Values;
namespace Fleet.Simulator.Controllers;

/// <summary>What the controllers of one cluster share.</summary>
/// <param name="Objects">The cluster's objects, written as <c>kube-controller-manager</c>.</param>
/// <param name="Events">Records events of one component (<see cref="EventRecorder.For"/>).</param>
/// <param name="Index">Who owns whom.</param>
/// <param name="Time">The simulated time.</param>
internal sealed record ControllerContext(ObjectClient Objects, EventRecorder Events, DependentIndex Index, TimeProvider Time)
{
    /// <summary>The time as objects carry it.</summary>
    public string Now => Timestamps.Format(Time.GetUtcNow());

    public ControllerContext For(string component) => this with { Events = Events.For(component) };
}
