using System.Diagnostics.Metrics;

namespace Fleet.Grains.Tests.Clusters;

/// <summary>Meters nobody listens to.</summary>
internal sealed class TestMeters : IMeterFactory
{
    public Meter Create(MeterOptions options) => new(options);

    public void Dispose()
    {
    }
}
