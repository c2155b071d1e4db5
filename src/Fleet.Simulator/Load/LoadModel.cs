namespace Fleet.Simulator.Load;

/// <summary>
/// The load of every workload as a pure function of seed, workload and time: daily and weekly rhythm, noise of minutes and of hours, and the effect of
/// incidents. Any instant can be asked in any order; nothing is stored.
/// </summary>
public sealed class LoadModel(int seed, ILoadEffects? effects = null)
{
    private const double NoiseMinutes = 2;
    private const double DriftHours = 6;

    // A service nears a standstill as it nears its CPU: latency grows as 1 / (1 - utilization) up to here.
    private const double HighestUtilization = 0.97;

    /// <summary>The seed of the whole fleet.</summary>
    public int Seed => seed;

    public LoadProfile Profile(WorkloadKey workload) => LoadProfile.Create(seed, workload);

    public LoadSample At(WorkloadKey workload, DateTimeOffset time) => At(Profile(workload), effects?.At(workload, time) ?? LoadEffect.None, time);

    /// <summary>The load under one effect.</summary>
    public static LoadSample At(LoadProfile profile, LoadEffect effect, DateTimeOffset time)
    {
        var requests = Math.Max(0, profile.BaseRequests * Rhythm(profile, time) * Jitter(profile, time) * effect.Traffic);
        var wanted = profile.IdleCpu + (requests * profile.CpuPerRequest * effect.CpuPerRequest);
        var limit = profile.Resources.CpuCores * Math.Min(effect.CpuLimit, 4);
        var utilization = Math.Min(HighestUtilization, wanted / Math.Max(limit, 0.001));
        var memory = profile.BaseMemory
            + (profile.LoadMemory * Math.Min(3, requests / profile.BaseRequests))
            + (profile.Resources.MemoryBytes * effect.LeakedMemory)
            + (profile.BaseMemory * 0.01 * LoadNoise.Smooth(profile.Hash, 23, Minutes(time) / 5));
        var latency = profile.BaseLatency * effect.Latency / (1 - utilization) * Math.Exp(profile.Noise * LoadNoise.Smooth(profile.Hash, 24, Minutes(time)));
        var overload = wanted > limit ? Math.Min(0.5, (wanted - limit) / wanted) : 0;
        return new LoadSample(
            Math.Min(wanted, limit),
            Math.Max(1 << 20, memory),
            requests,
            latency,
            Math.Min(1, 0.0005 + effect.Errors + overload));
    }

    /// <summary>Day and week around a mean of about 1.</summary>
    private static double Rhythm(LoadProfile profile, DateTimeOffset time)
    {
        var utc = time.UtcDateTime;
        var angle = 2 * Math.PI * (utc.TimeOfDay.TotalHours - profile.PeakHour) / 24;

        // A second harmonic gives the day its lunch dip and its long evening.
        var day = 1 + (profile.DailySwing * ((0.85 * Math.Cos(angle)) + (0.15 * Math.Cos(2 * angle))));
        return Math.Max(0.02, day) * Week(profile, utc);
    }

    /// <summary>Weekends are quieter; Friday night and Sunday night are eased over six hours.</summary>
    private static double Week(LoadProfile profile, DateTime utc)
    {
        var hours = ((((int)utc.DayOfWeek + 6) % 7) * 24) + utc.TimeOfDay.TotalHours;
        var weekend = Math.Clamp((hours - 117) / 6, 0, 1) - Math.Clamp((hours - 165) / 6, 0, 1) + (hours < 3 ? (3 - hours) / 6 : 0);
        return 1 - ((1 - profile.WeekendShare) * weekend);
    }

    private static double Jitter(LoadProfile profile, DateTimeOffset time)
    {
        var fast = LoadNoise.Smooth(profile.Hash, 21, Minutes(time) / NoiseMinutes);
        var slow = LoadNoise.Smooth(profile.Hash, 22, Minutes(time) / (60 * DriftHours));
        return Math.Max(0, 1 + (profile.Noise * ((0.8 * fast) + (0.6 * slow))));
    }

    private static double Minutes(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 60_000.0;
}
