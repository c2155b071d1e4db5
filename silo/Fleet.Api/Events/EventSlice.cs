namespace Fleet.Api.Events;

/// <summary>A stretch of the events.</summary>
/// <param name="Events">In order; maybe none.</param>
/// <param name="Position">Up to where it reaches: there is no event between the last one and here.</param>
internal readonly record struct EventSlice(IReadOnlyList<LoggedEvent> Events, long Position);
