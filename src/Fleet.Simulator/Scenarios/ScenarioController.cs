using System.Globalization;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Controllers;
using Fleet.Simulator.Faults;

namespace Fleet.Simulator.Scenarios;

/// <summary>Begins and ends the incidents of one cluster at their times.</summary>
internal sealed class ScenarioController(ControllerContext context, FaultTable faults, IReadOnlyList<ScheduledIncident> incidents, TruthWriter? truth) : IController
{
    private const string Begin = "begin";
    private const string End = "end";

    private static readonly GroupResource Incidents = new("simulator", "incidents");

    private readonly IncidentActions _actions = new(context.Objects, faults);

    public string Name => "scenario";

    GroupVersionResource? IController.Resource => null;

    public IReadOnlyList<GroupResource> Watches { get; } = [Incidents];

    public bool IsWorkloadController => false;

    public void Observe(StoreEvent change, Action<ObjectKey> enqueue)
    {
        // Incidents come by time, not by changes.
    }

    /// <summary>What is to be looked at when: each incident's beginning and, where it has one, its end.</summary>
    public IEnumerable<(ObjectKey Key, TimeSpan Delay)> Timeline()
    {
        var now = context.Time.GetUtcNow();
        for (var i = 0; i < incidents.Count; i++)
        {
            var number = i.ToString(CultureInfo.InvariantCulture);
            yield return (new ObjectKey(Incidents, Begin, number), incidents[i].Start - now);
            if (incidents[i].End > incidents[i].Start)
            {
                yield return (new ObjectKey(Incidents, End, number), incidents[i].End - now);
            }
        }
    }

    public async ValueTask<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var incident = incidents[int.Parse(key.Name, CultureInfo.InvariantCulture)];
        if (key.Namespace == End)
        {
            await _actions.EndAsync(incident, cancellationToken);
            return null;
        }

        if (truth is not null)
        {
            await truth.WriteAsync(incident, cancellationToken);
        }

        await _actions.BeginAsync(incident, cancellationToken);
        return null;
    }
}
