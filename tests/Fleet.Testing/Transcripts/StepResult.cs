namespace Fleet.Testing.Transcripts;

/// <summary>How one recorded step came out. Without differences it is equal; a step that is not counted has a reason instead of a verdict.</summary>
public sealed record StepResult(string Id, IReadOnlyList<string> Differences, string? NotCounted = null)
{
    public bool IsEqual => Differences.Count == 0;
}
