namespace Fleet.Client;

/// <summary>Part of a list. All pages together are the collection at one moment.</summary>
/// <param name="Items">In order of namespace and name.</param>
/// <param name="ResourceVersion">The moment.</param>
/// <param name="Continue">Asks for the next page; null on the last.</param>
public sealed record FleetPage<T>(IReadOnlyList<T> Items, string ResourceVersion, string? Continue)
    where T : FleetObject;
