using System.Diagnostics.Metrics;
using Fleet.Grains.Tests.Hosting;

namespace Fleet.Grains.Tests.Clusters;

/// <summary>Counts the revivals of a silo that failed.</summary>
internal sealed class RevivalCount : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _failed;

    public RevivalCount(SiloHarness silo)
    {
        var scope = silo.Service<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "fleet_cluster_revivals_total" && ReferenceEquals(instrument.Meter.Scope, scope))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, _) => Interlocked.Add(ref _failed, tags[0].Value is "failed" ? value : 0));
        _listener.Start();
    }

    public long Failed => Interlocked.Read(ref _failed);

    public void Dispose() => _listener.Dispose();
}
