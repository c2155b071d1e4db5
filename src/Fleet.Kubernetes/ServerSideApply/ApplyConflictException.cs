namespace Fleet.Kubernetes.ServerSideApply;

/// <summary>
/// An apply without force that would change fields of other managers (409 Conflict). The message lists them grouped by manager; each entry of
/// <see cref="Conflicts"/> is one cause of type <c>FieldManagerConflict</c>.
/// </summary>
public sealed class ApplyConflictException : Exception
{
    public ApplyConflictException(IReadOnlyList<FieldConflict> conflicts)
        : base(Describe(conflicts)) => Conflicts = conflicts;

    public IReadOnlyList<FieldConflict> Conflicts { get; }

    private static string Describe(IReadOnlyList<FieldConflict> conflicts)
    {
        if (conflicts.Count == 1)
        {
            return $"Apply failed with 1 conflict: conflict with {conflicts[0].Manager}: {conflicts[0].Path}";
        }

        var managers = conflicts
            .GroupBy(conflict => conflict.Manager, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => $"conflicts with {group.Key}:\n" + string.Join('\n', group.Select(conflict => $"- {conflict.Path}")));
        return $"Apply failed with {conflicts.Count} conflicts: {string.Join('\n', managers)}";
    }
}
