namespace Fleet.Inventory.Queries;

/// <summary>What a row is sorted by: the number of a numeric field, the text of another.</summary>
internal readonly record struct SortValue(long Number, string Text);
