namespace Fleet.Testing.Transcripts;

/// <summary>
/// Where a comparison stands: the JSON pointer, the name of the nearest member (an item keeps its array's), the item's index, and what is known
/// from above: whether the object is a collection or a bookmark, whether causes and messages are unordered.
/// </summary>
internal readonly record struct Place(string Pointer, string Key, bool IsBookmark = false, bool IsCollection = false, bool IsUnordered = false, int Index = -1)
{
    public Place Member(string name, bool isCollection = false, bool isUnordered = false) =>
        new($"{Pointer}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}", name, IsCollection: isCollection, IsUnordered: isUnordered);

    public Place Item(int index) => this with { Pointer = $"{Pointer}/{index}", Index = index };
}
