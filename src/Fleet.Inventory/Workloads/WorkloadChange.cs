namespace Fleet.Inventory.Workloads;

/// <summary>A row that is to be published: added (no <see cref="Before"/>), changed, or gone (no <see cref="After"/>).</summary>
public sealed record WorkloadChange(Workload? Before, Workload? After)
{
    public Workload Row => After ?? Before!;
}
