namespace Fleet.Inventory.Queries;

/// <summary>How often the values of a field occur, the most frequent first.</summary>
/// <param name="Field">As asked for.</param>
/// <param name="Values">Up to the limit.</param>
/// <param name="Other">Rows whose value is not among them.</param>
public sealed record FacetCounts(string Field, IReadOnlyList<KeyValuePair<string, long>> Values, long Other);
