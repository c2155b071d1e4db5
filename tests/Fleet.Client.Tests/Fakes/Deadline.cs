namespace Fleet.Client.Tests.Fakes;

/// <summary>How long a test may take before it has failed.</summary>
internal static class Deadline
{
    public static CancellationToken Token() => new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;

    /// <summary>The first events of a subscription.</summary>
    public static async Task<List<FleetEvent>> TakeAsync(this IAsyncEnumerable<FleetEvent> events, int count)
    {
        var taken = new List<FleetEvent>();
        await foreach (var next in events.WithCancellation(Token()))
        {
            taken.Add(next);
            if (taken.Count == count)
            {
                break;
            }
        }

        return taken;
    }
}
