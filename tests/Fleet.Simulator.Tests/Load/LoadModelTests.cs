using Fleet.Simulator.Load;
using FsCheck.Xunit;

namespace Fleet.Simulator.Tests.Load;

public sealed class LoadModelTests
{
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    [Property(MaxTest = 50)]
    public void At_is_a_pure_function_with_sane_values(int seed, ushort workload, uint second)
    {
        var key = new WorkloadKey("c1", "shop", $"w{workload}");
        var time = Monday.AddSeconds(second);
        var sample = new LoadModel(seed).At(key, time);

        Assert.Equal(sample, new LoadModel(seed).At(key, time));
        Assert.InRange(sample.CpuCores, 0, 4);
        Assert.InRange(sample.MemoryBytes, 1 << 20, 2e9);
        Assert.InRange(sample.ErrorRatio, 0, 1);
        Assert.True(double.IsFinite(sample.LatencySeconds) && sample.LatencySeconds > 0);
        Assert.True(sample.RequestsPerSecond >= 0);
    }

    [Fact]
    public void Day_peaks_near_the_peak_hour_and_weekends_are_quieter()
    {
        var model = new LoadModel(7);
        var quieter = 0;
        var peaks = 0;
        for (var i = 0; i < 50; i++)
        {
            var key = new WorkloadKey("c1", "shop", $"w{i}");
            var profile = model.Profile(key);
            var weekday = Mean(model, key, Monday.AddDays(1).AddHours(profile.PeakHour));
            var night = Mean(model, key, Monday.AddDays(1).AddHours(profile.PeakHour + 12));
            var weekend = Mean(model, key, Monday.AddDays(5).AddHours(profile.PeakHour));
            peaks += weekday > night ? 1 : 0;
            quieter += weekend < weekday || profile.WeekendShare > 0.9 ? 1 : 0;
        }

        Assert.True(peaks >= 48, $"{peaks} of 50 peak at their hour");
        Assert.True(quieter >= 48, $"{quieter} of 50 are quieter on Saturday");
    }

    [Fact]
    public void Incident_effects_bend_the_load()
    {
        var profile = LoadProfile.Create(3, new WorkloadKey("c1", "shop", "web"));
        var time = Monday.AddHours(12);
        var normal = LoadModel.At(profile, LoadEffect.None, time);
        var spike = LoadModel.At(profile, LoadEffect.None with { Traffic = 3 }, time);
        var throttled = LoadModel.At(profile, LoadEffect.None with { CpuLimit = 0.05 }, time);
        var leaking = LoadModel.At(profile, LoadEffect.None with { LeakedMemory = 0.5 }, time);

        Assert.Equal(3 * normal.RequestsPerSecond, spike.RequestsPerSecond, 6);
        Assert.True(spike.CpuCores > normal.CpuCores && spike.LatencySeconds >= normal.LatencySeconds);
        Assert.True(throttled.CpuCores < normal.CpuCores && throttled.LatencySeconds > normal.LatencySeconds);
        Assert.Equal(0.5 * profile.Resources.MemoryBytes, leaking.MemoryBytes - normal.MemoryBytes, 1.0);
    }

    private static double Mean(LoadModel model, WorkloadKey key, DateTimeOffset around) =>
        Enumerable.Range(-30, 61).Average(minute => model.At(key, around.AddMinutes(minute)).RequestsPerSecond);
}
