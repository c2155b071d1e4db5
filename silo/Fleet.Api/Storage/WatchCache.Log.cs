using Microsoft.Extensions.Logging;

namespace Fleet.Api.Storage;

public sealed partial class WatchCache
{
    [LoggerMessage(LogLevel.Information, "The API knows {Count} declared objects and the changes from {Oldest} to {Position}; read in {Milliseconds} ms")]
    private partial void LogLoaded(int count, long oldest, long position, long milliseconds);

    [LoggerMessage(LogLevel.Warning, "The API fell behind the kept log and reads all anew; its watches end and clients list again: {Reason}")]
    private partial void LogFellBehind(string reason);

    [LoggerMessage(LogLevel.Warning, "The log was trimmed while it was being read; reading it again, less far back: {Reason}")]
    private partial void LogTrimmedWhileLoading(string reason);

    [LoggerMessage(LogLevel.Error, "The store cannot be followed; trying again: {Reason}")]
    private partial void LogUnavailable(string reason);
}
