namespace Fleet.Storage.Log;

/// <summary>Where a commit's entries stand in the log.</summary>
/// <param name="First">The position of the first entry (mutations, then events, then audit; each entry one more).</param>
/// <param name="Previous">A mutation each: the version the record had before, 0 when it did not exist.</param>
public sealed record CommitResult(long First, IReadOnlyList<long> Previous)
{
    /// <summary>The version mutation <paramref name="index"/> gave its record.</summary>
    public long VersionOf(int index) => First + index;
}
