namespace Fleet.Inventory.Queries;

/// <summary>One field rows are sorted by.</summary>
internal sealed record SortTerm(WorkloadField Field, bool IsDescending)
{
    /// <exception cref="WorkloadQueryException">There is no such field.</exception>
    public static SortTerm Parse(string text)
    {
        var isDescending = text.StartsWith('-');
        var name = isDescending ? text[1..] : text;
        return WorkloadFields.Find(name) is { } field
            ? new(field, isDescending)
            : throw new WorkloadQueryException("sort", text, $"accepted are, with - before them for descending, {string.Join(", ", WorkloadFields.All.Select(known => known.Name))}");
    }

    public override string ToString() => IsDescending ? "-" + Field.Name : Field.Name;
}
