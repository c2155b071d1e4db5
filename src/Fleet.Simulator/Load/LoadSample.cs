namespace Fleet.Simulator.Load;

/// <summary>What a workload does at one instant, all its pods together.</summary>
/// <param name="CpuCores">CPU in cores.</param>
/// <param name="MemoryBytes">Working set in bytes.</param>
/// <param name="RequestsPerSecond">Requests it answers.</param>
/// <param name="LatencySeconds">The 95th percentile of the time an answer takes.</param>
/// <param name="ErrorRatio">The share of requests that fail, 0 to 1.</param>
public readonly record struct LoadSample(double CpuCores, double MemoryBytes, double RequestsPerSecond, double LatencySeconds, double ErrorRatio);
