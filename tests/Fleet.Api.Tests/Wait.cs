namespace Fleet.Api.Tests;

/// <summary>Waits for what other threads bring about.</summary>
internal static class Wait
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    /// <summary>Asks again and again, and fails after a while.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Deadline, "what was waited for did not come");
            await Task.Yield();
        }
    }
}
