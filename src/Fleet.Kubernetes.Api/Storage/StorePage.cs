namespace Fleet.Kubernetes.Api.Storage;

/// <summary>A page of a consistent listing.</summary>
/// <param name="Version">The state the page shows.</param>
/// <param name="Objects">The objects, ordered by key.</param>
/// <param name="Remaining">How many objects follow the page (not filtered); 0 on the last page; null where the store does not count them.</param>
/// <param name="HasMore">There is another page.</param>
public sealed record StorePage(long Version, IReadOnlyList<StoredObject> Objects, long? Remaining, bool HasMore);
