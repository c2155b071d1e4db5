namespace Fleet.Inventory.Queries;

/// <summary>A query that cannot be answered as it stands: the caller's mistake, not to be tried again.</summary>
/// <param name="field">The member of the query: <c>fieldSelector</c>, <c>sort</c>…</param>
/// <param name="value">What was given; cut when long.</param>
/// <param name="reason">What is wrong with it and what is accepted.</param>
public sealed class WorkloadQueryException(string field, string value, string reason) : Exception($"{field}: Invalid value: \"{Cut(value)}\": {reason}")
{
    private const int MaxQuoted = 128;

    public string Field { get; } = field;

    public string Value { get; } = Cut(value);

    public string Reason { get; } = reason;

    private static string Cut(string value) => value.Length <= MaxQuoted ? value : value[..MaxQuoted] + "…";
}
