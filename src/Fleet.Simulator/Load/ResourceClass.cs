namespace Fleet.Simulator.Load;

/// <summary>What a workload's pods are given: one of a few sizes, as people choose them, so that equal templates recur as they do in real fleets.</summary>
/// <param name="Cpu">CPU request, as a quantity.</param>
/// <param name="Memory">Memory request and limit, as a quantity.</param>
/// <param name="CpuCores">The CPU in cores.</param>
/// <param name="MemoryBytes">The memory in bytes.</param>
public sealed record ResourceClass(string Cpu, string Memory, double CpuCores, double MemoryBytes)
{
    // Small ones are frequent; together they ask for about a sixth of a core and 230 MiB on average.
    private static readonly (ResourceClass Class, double Share)[] Classes =
    [
        (new("25m", "64Mi", 0.025, 64 << 20), 0.15),
        (new("50m", "128Mi", 0.05, 128 << 20), 0.25),
        (new("100m", "128Mi", 0.1, 128 << 20), 0.25),
        (new("200m", "256Mi", 0.2, 256 << 20), 0.2),
        (new("400m", "512Mi", 0.4, 512 << 20), 0.1),
        (new("800m", "1Gi", 0.8, 1 << 30), 0.05),
    ];

    /// <summary>The class at a place of the distribution.</summary>
    /// <param name="position">Uniform in [0, 1).</param>
    public static ResourceClass At(double position)
    {
        foreach (var (resourceClass, share) in Classes)
        {
            if (position < share)
            {
                return resourceClass;
            }

            position -= share;
        }

        return Classes[^1].Class;
    }
}
