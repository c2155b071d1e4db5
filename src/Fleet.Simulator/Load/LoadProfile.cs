namespace Fleet.Simulator.Load;

/// <summary>
/// The habits of one workload: how much it does on an average day, when its day peaks, how quiet its weekends are, what a request costs. Drawn from
/// the seed and the workload's name; nothing is stored.
/// </summary>
public sealed record LoadProfile
{
    private LoadProfile(ulong hash) => Hash = hash;

    /// <summary>Requests a second on an average hour.</summary>
    public double BaseRequests { get; private init; }

    /// <summary>How far the day swings around its mean, 0 to 0.8.</summary>
    public double DailySwing { get; private init; }

    /// <summary>The hour (UTC) of the day's peak.</summary>
    public double PeakHour { get; private init; }

    /// <summary>What is left of the load on Saturday and Sunday, 0.3 to 1.</summary>
    public double WeekendShare { get; private init; }

    /// <summary>Standard deviation of the noise, as a share of the load.</summary>
    public double Noise { get; private init; }

    /// <summary>CPU without requests, in cores.</summary>
    public double IdleCpu { get; private init; }

    /// <summary>CPU a request, in core seconds.</summary>
    public double CpuPerRequest { get; private init; }

    /// <summary>Memory without requests, in bytes.</summary>
    public double BaseMemory { get; private init; }

    /// <summary>Memory that follows the load, in bytes at the base rate.</summary>
    public double LoadMemory { get; private init; }

    /// <summary>Latency of an idle service, in seconds.</summary>
    public double BaseLatency { get; private init; }

    /// <summary>What its one pod was given: between less than the peak needs and four times that.</summary>
    public ResourceClass Resources { get; private init; } = ResourceClass.At(0);

    internal ulong Hash { get; }

    public static LoadProfile Create(int seed, WorkloadKey workload)
    {
        var hash = LoadNoise.Hash(seed, workload.ToString());
        double Between(ulong stream, double low, double high) => low + ((high - low) * LoadNoise.Uniform(hash, stream));
        double Spread(ulong stream, double low, double high) => low * Math.Pow(high / low, LoadNoise.Uniform(hash, stream));

        var resources = ResourceClass.At(LoadNoise.Uniform(hash, 13));
        var swing = Between(2, 0.1, 0.75);
        var cpuPerRequest = Spread(6, 0.0003, 0.004);
        var peakCpu = resources.CpuCores / Spread(11, 0.9, 4);
        var idle = peakCpu * Between(7, 0.02, 0.2);
        var memory = resources.MemoryBytes / Spread(12, 1.15, 3);
        var loadShare = Between(9, 0.05, 0.35);
        return new LoadProfile(hash)
        {
            BaseRequests = (peakCpu - idle) / (cpuPerRequest * (1 + swing)),
            DailySwing = swing,
            PeakHour = Between(3, 8, 20),
            WeekendShare = Between(4, 0.3, 1),
            Noise = Between(5, 0.02, 0.12),
            IdleCpu = idle,
            CpuPerRequest = cpuPerRequest,
            BaseMemory = memory * (1 - loadShare),
            LoadMemory = memory * loadShare / 2,
            BaseLatency = Spread(10, 0.004, 0.25),
            Resources = resources,
        };
    }
}
