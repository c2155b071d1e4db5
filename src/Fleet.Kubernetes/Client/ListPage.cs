namespace Fleet.Kubernetes.Client;

/// <summary>What a list answer says besides its items.</summary>
/// <param name="ResourceVersion">Where a watch goes on from.</param>
/// <param name="Continue">The token of the next page, null on the last.</param>
/// <param name="RemainingItemCount">How many more there are, when the server says.</param>
/// <param name="Count">Items on this page.</param>
public sealed record ListPage(string ResourceVersion, string? Continue, long? RemainingItemCount, int Count);
