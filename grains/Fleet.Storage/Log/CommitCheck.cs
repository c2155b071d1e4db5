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

    /// <summary>The error of a mutation whose record is not at the version it expects, else null.</summary>
    public static CommitConflictException? ConflictOf(Mutation mutation, StoredRecord? current) =>
        mutation.ExpectedVersion is { } expected && expected != (current?.Version ?? 0) ? new CommitConflictException(mutation.Key, current) : null;

    /// <summary>The error of a commit whose partition is owned by another by now, else null.</summary>
    public static FencedException? FencedBy(Fence? fence, long epoch) => fence is not null && fence.Epoch != epoch ? new FencedException(fence, epoch) : null;

    /// <exception cref="LogExpiredException">The position was trimmed, or lies ahead of all there is: it was handed out by a store that is no more.</exception>
    public static void ThrowIfOutside(long after, long oldest, long head)
    {
        if (after < oldest || after > head)
        {
            throw new LogExpiredException(after, oldest);
        }
    }
}
