namespace Fleet.Simulator.Load;

/// <summary>How an incident bends a workload's load at one instant. The neutral effect changes nothing.</summary>
/// <param name="Traffic">Factor on the requests.</param>
/// <param name="CpuPerRequest">Factor on what a request costs.</param>
/// <param name="CpuLimit">Share of the requested CPU it may use at most; infinite for no limit.</param>
/// <param name="LeakedMemory">Share of the requested memory that leaked.</param>
/// <param name="Latency">Factor on the latency.</param>
/// <param name="Errors">Added to the share of failed requests.</param>
public readonly record struct LoadEffect(double Traffic, double CpuPerRequest, double CpuLimit, double LeakedMemory, double Latency, double Errors)
{
    public static LoadEffect None { get; } = new(1, 1, double.PositiveInfinity, 0, 1, 0);

    /// <summary>Both at once.</summary>
    public LoadEffect And(LoadEffect other) => new(
        Traffic * other.Traffic,
        CpuPerRequest * other.CpuPerRequest,
        Math.Min(CpuLimit, other.CpuLimit),
        LeakedMemory + other.LeakedMemory,
        Latency * other.Latency,
        Math.Min(1, Errors + other.Errors));
}
