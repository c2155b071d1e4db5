using System.Diagnostics.Metrics;
using Fleet.Kubernetes.Documents;
using Fleet.Storage.Embedded;
using Fleet.Storage.Log;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fleet.Storage.Tests;

public sealed class StorageInstrumentsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-store-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Commits_are_counted_and_timed_in_seconds()
    {
        using var meter = new Meter(StorageInstruments.MeterName);
        using var listener = new MeterListener();
        long commits = 0;
        var durations = new List<double>();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter == meter)
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => commits += instrument.Name == "fleet_commits_total" ? value : 0);
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => durations.Add(value));
        listener.Start();

        await using var store = await EmbeddedFleetStore.OpenAsync(
            new EmbeddedStoreOptions { Folder = _folder }, TimeProvider.System, NullLogger<EmbeddedFleetStore>.Instance, default, new StorageInstruments(meter));
        await store.CommitAsync(new FleetCommit { Events = [Document.EmptyObject] }, default);
        await store.CommitAsync(new FleetCommit { Events = [Document.EmptyObject] }, default);

        Assert.Equal(2, commits);
        Assert.Equal(2, durations.Count);
        Assert.All(durations, seconds => Assert.InRange(seconds, 0, 10));
    }
}
