namespace Fleet.Storage.Log;

/// <summary>A stretch of the log.</summary>
/// <param name="Entries">Its entries, in order; maybe none.</param>
/// <param name="Position">Up to where it reaches: there is no entry between the last one and here.</param>
internal readonly record struct LogSlice(IReadOnlyList<LogEntry> Entries, long Position);
