using Microsoft.Extensions.Logging;

namespace Fleet.Api.Events;

public sealed partial class EventFeed
{
    [LoggerMessage(LogLevel.Warning, "The feed of events fell behind the kept log; subscribers read the store until they have caught up: {Reason}")]
    private partial void LogFellBehind(string reason);

    [LoggerMessage(LogLevel.Error, "The log of events cannot be followed; trying again: {Reason}")]
    private partial void LogUnavailable(string reason);
}
