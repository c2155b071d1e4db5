using Fleet.Kubernetes.Api.Storage;

namespace Fleet.Storage.Log;

/// <summary>What a commit writes into the log.</summary>
internal static class LogEntries
{
    /// <param name="commit">The commit.</param>
    /// <param name="first">Its first position.</param>
    /// <param name="now">When it is committed.</param>
    /// <param name="before">A mutation each: the record before it.</param>
    public static List<LogEntry> Of(FleetCommit commit, long first, DateTimeOffset now, IReadOnlyList<StoredRecord?> before)
    {
        var entries = new List<LogEntry>(CommitCheck.Entries(commit));
        for (var i = 0; i < commit.Mutations.Count; i++)
        {
            if (commit.Mutations[i].IsLogged && ChangeOf(commit.Mutations[i], first + i, now, before[i]) is { } change)
            {
                entries.Add(change);
            }
        }

        var position = first + commit.Mutations.Count;
        foreach (var document in commit.Events)
        {
            entries.Add(new LogEntry(LogStream.Events, position++, now, document));
        }

        foreach (var document in commit.Audit)
        {
            entries.Add(new LogEntry(LogStream.Audit, position++, now, document));
        }

        return entries;
    }

    /// <summary>Null when nothing is deleted because nothing was there: watchers have nothing to hear of.</summary>
    private static LogEntry? ChangeOf(Mutation mutation, long position, DateTimeOffset now, StoredRecord? before)
    {
        if ((mutation.Document ?? before?.Document) is not { } document)
        {
            return null;
        }

        var type = mutation.Document is null ? StoreEventType.Deleted : before is null ? StoreEventType.Added : StoreEventType.Modified;
        return new LogEntry(LogStream.Changes, position, now, document) { Key = mutation.Key, Type = type, Previous = before };
    }
}
