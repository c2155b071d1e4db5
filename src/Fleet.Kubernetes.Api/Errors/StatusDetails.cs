namespace Fleet.Kubernetes.Api.Errors;

/// <summary><c>Status.details</c>. <see cref="Kind"/> holds the plural resource in most errors and the kind in <c>Invalid</c>, as upstream has it.</summary>
public sealed record StatusDetails
{
    public string Name { get; init; } = "";

    public string Group { get; init; } = "";

    public string Kind { get; init; } = "";

    public string Uid { get; init; } = "";

    public IReadOnlyList<StatusCause> Causes { get; init; } = [];

    public int RetryAfterSeconds { get; init; }
}
