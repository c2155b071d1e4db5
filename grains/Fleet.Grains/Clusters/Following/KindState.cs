namespace Fleet.Grains.Clusters.Following;

/// <summary>How far one followed kind is.</summary>
/// <param name="Resource"><c>deployments.apps</c>.</param>
/// <param name="HasSynced">Its whole state has been read.</param>
/// <param name="IsFailing">Its last request failed.</param>
/// <param name="Objects">How many there are.</param>
/// <param name="Lag">Since the server last said anything about it; null before it ever did.</param>
/// <param name="Error">The last failure while <paramref name="IsFailing"/>.</param>
internal sealed record KindState(string Resource, bool HasSynced, bool IsFailing, int Objects, TimeSpan? Lag, Exception? Error);
