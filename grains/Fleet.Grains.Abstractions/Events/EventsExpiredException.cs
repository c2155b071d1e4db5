namespace Fleet.Grains.Events;

/// <summary>The events after a position are no longer all kept: whoever resumes there would miss some without knowing.</summary>
[GenerateSerializer, Alias("fleet.events-expired")]
public sealed class EventsExpiredException : Exception
{
    public EventsExpiredException(long after, long? oldest)
        : base(Describe(after, oldest))
    {
        After = after;
        Oldest = oldest;
    }

    /// <summary>Where the subscriber wanted to go on.</summary>
    [Id(0)]
    public long After { get; }

    /// <summary>Where it can go on instead, knowing that it missed something; null when that is not known.</summary>
    [Id(1)]
    public long? Oldest { get; }

    private static string Describe(long after, long? oldest) => oldest switch
    {
        null => $"Events after position {after} are no longer all kept.",
        { } position when position <= after => $"Position {after} lies ahead of the fleet's events: it is of another data folder, or a mistake. Events are kept from position {position} on.",
        { } position => $"Events after position {after} are no longer all kept; the oldest position that can be resumed from is {position}.",
    };
}
