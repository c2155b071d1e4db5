using Fleet.Simulator.Clusters;
using Fleet.Simulator.Controllers;
using Fleet.Simulator.Faults;
using Fleet.Simulator.Load;

namespace Fleet.Simulator.Scenarios;

/// <summary>
/// A scenario applied to a fleet: whom each incident befalls is drawn once, by the seed, from the workloads there are at the start; afterwards its
/// effect on the load is a pure function of time.
/// </summary>
public sealed class ScenarioSchedule : ILoadEffects
{
    private readonly Dictionary<WorkloadKey, List<ScheduledIncident>> _byWorkload = [];
    private readonly List<ScheduledIncident> _all = [];

    /// <summary>Every incident in the order of its beginning.</summary>
    public IReadOnlyList<ScheduledIncident> All => _all;

    public IEnumerable<ScheduledIncident> Of(string cluster) => _all.Where(incident => incident.Cluster == cluster);

    public LoadEffect At(WorkloadKey workload, DateTimeOffset time)
    {
        if (!_byWorkload.TryGetValue(workload, out var incidents))
        {
            return LoadEffect.None;
        }

        var effect = LoadEffect.None;
        foreach (var incident in incidents)
        {
            if (incident.IsOn(time))
            {
                effect = effect.And(IncidentEffects.At(incident, time));
            }
        }

        return effect;
    }

    internal async Task FillAsync(
        IReadOnlyList<Incident> incidents, IEnumerable<SimulatedCluster> clusters, int seed, DateTimeOffset start, CancellationToken cancellationToken)
    {
        foreach (var cluster in clusters)
        {
            var deployments = await cluster.Objects.ListAsync(KnownResources.Deployments, null, cancellationToken);
            var workloads = deployments.Select(document => new WorkloadKey(cluster.Name, document.Namespace(), document.Name())).ToList();
            var nodes = (await cluster.Objects.ListAsync(KnownResources.Nodes, null, cancellationToken)).Select(node => node.Name()).ToList();
            foreach (var incident in incidents.Where(incident => Glob.IsMatch(incident.Cluster, cluster.Name)))
            {
                Add(incident, cluster.Name, workloads, nodes, seed, start);
            }
        }

        _all.Sort((a, b) => a.Start.CompareTo(b.Start));
    }

    private void Add(Incident incident, string cluster, List<WorkloadKey> workloads, List<string> nodes, int seed, DateTimeOffset start)
    {
        var begin = start + incident.At;
        var end = begin + incident.For;
        if (incident.Kind.IsWorkloadIncident())
        {
            var matching = workloads.Where(workload => Glob.IsMatch(incident.Namespace, workload.Namespace) && Glob.IsMatch(incident.Workload, workload.Name));
            foreach (var workload in Choose(incident, [.. matching], workload => workload.ToString(), seed))
            {
                var scheduled = new ScheduledIncident(incident, cluster, workload, null, begin, end);
                _all.Add(scheduled);
                if (!_byWorkload.TryGetValue(workload, out var list))
                {
                    _byWorkload[workload] = list = [];
                }

                list.Add(scheduled);
            }
        }
        else if (incident.Kind == IncidentKind.NodeLoss)
        {
            var matching = nodes.Where(node => Glob.IsMatch(incident.Node, node));
            _all.AddRange(Choose(incident, [.. matching], node => node, seed).Select(node => new ScheduledIncident(incident, cluster, null, node, begin, end)));
        }
        else
        {
            _all.Add(new ScheduledIncident(incident, cluster, null, null, begin, end));
        }
    }

    private static IEnumerable<T> Choose<T>(Incident incident, List<T> matching, Func<T, string> name, int seed)
    {
        var wanted = (int)Math.Ceiling(matching.Count * incident.Share);
        if (incident.Count is { } count)
        {
            wanted = Math.Min(wanted, count);
        }

        return wanted >= matching.Count
            ? matching
            : matching.OrderBy(candidate => LoadNoise.Hash(seed, $"{incident.Id} {name(candidate)}")).Take(wanted);
    }
}
