namespace Fleet.Simulator.Load;

/// <summary>A workload of a simulated fleet.</summary>
public readonly record struct WorkloadKey(string Cluster, string Namespace, string Name)
{
    public override string ToString() => $"{Cluster}/{Namespace}/{Name}";
}
