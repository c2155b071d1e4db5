namespace Fleet.Client;

/// <summary>What an event stream delivers: an event, or the news that everything up to a position was offered (a heartbeat; without a position just that).</summary>
internal readonly record struct EventSignal(FleetEvent? Event, long? Position)
{
    public static EventSignal Heartbeat => default;
}
