using System.Diagnostics.Metrics;
using Fleet.Api.Events;
using Fleet.Api.Storage;

namespace Fleet.Api.Hosting;

/// <summary>What the API tells of itself; meter <c>Fleet.Api</c>.</summary>
public sealed class ApiInstruments
{
    public const string MeterName = "Fleet.Api";

    public ApiInstruments(IMeterFactory meters, WatchCache cache, EventsHandler? events = null)
    {
        var meter = meters.Create(MeterName);
        meter.CreateObservableGauge("fleet_api_watchers", () => cache.IsReady ? cache.Objects.Feed.Watchers : 0, description: "Open watches of the API.");
        meter.CreateObservableGauge("fleet_event_subscribers", () => events?.Subscribers ?? 0, description: "Open streams of events.");
        meter.CreateObservableGauge("fleet_api_position", () => cache.IsReady ? cache.Position : 0, description: "The position of the fleet log the API has come to.");
        meter.CreateObservableGauge("fleet_api_oldest_position", () => cache.IsReady ? cache.Objects.Feed.OldestVersion : 0, description: "The oldest position a watch can resume from.");
    }
}
