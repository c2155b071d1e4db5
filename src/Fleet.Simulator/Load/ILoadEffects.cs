namespace Fleet.Simulator.Load;

/// <summary>What goes on with workloads besides their habits: incidents.</summary>
public interface ILoadEffects
{
    LoadEffect At(WorkloadKey workload, DateTimeOffset time);
}
