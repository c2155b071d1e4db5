namespace Fleet.Grains.Events;

/// <summary>The events after a position are no longer all kept: whoever resumes there would miss some without knowing.</summary>
[GenerateSerializer, Alias("fleet.events-expired")]
public sealed class EventsExpiredException : Exception
{
    public EventsExpiredException(long after, long? oldest)
        : base(oldest is { } position
            ? $"Events after position {after} are no longer all kept; the oldest position that can be resumed from is {position}."
            : $"Events after position {after} are no longer all kept.")
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
}
