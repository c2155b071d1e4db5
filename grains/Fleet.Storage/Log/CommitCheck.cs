namespace Fleet.Storage.Log;

/// <summary>What every store asks of a commit.</summary>
internal static class CommitCheck
{
    /// <summary>How many positions a commit takes.</summary>
    public static int Entries(FleetCommit commit) => commit.Mutations.Count + commit.Events.Count + commit.Audit.Count;

    /// <exception cref="ArgumentException">A record is named twice, or its namespace cannot be part of a key.</exception>
    public static void ThrowIfMalformed(FleetCommit commit)
    {
        var mutations = commit.Mutations;
        var seen = mutations.Count > 1 ? new HashSet<RecordKey>(mutations.Count) : null;
        foreach (var mutation in mutations)
        {
            if (mutation.Key.Object.Namespace.Contains('/'))
            {
                throw new ArgumentException($"The namespace of {mutation.Key} must not contain '/'.", nameof(commit));
            }

            if (seen?.Add(mutation.Key) == false)
            {
                throw new ArgumentException($"The commit changes {mutation.Key} twice; a record can be changed once in a commit.", nameof(commit));
            }
        }
    }

    /// <exception cref="CommitConflictException">The record is not at the version the mutation expects.</exception>
    public static void ThrowIfConflicting(Mutation mutation, StoredRecord? current)
    {
        if (mutation.ExpectedVersion is { } expected && expected != (current?.Version ?? 0))
        {
            throw new CommitConflictException(mutation.Key, current);
        }
    }

    /// <exception cref="LogExpiredException">The position was trimmed, or lies ahead of all there is: it was handed out by a store that is no more.</exception>
    public static void ThrowIfOutside(long after, long oldest, long head)
    {
        if (after < oldest || after > head)
        {
            throw new LogExpiredException(after, oldest);
        }
    }
}
