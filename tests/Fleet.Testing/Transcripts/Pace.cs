namespace Fleet.Testing.Transcripts;

/// <summary>
/// Real and server time of a replay. The server's clock stands still unless we move it, while its controllers work in real time: every wait
/// looks again each <see cref="Tick"/> and moves the clock on by <see cref="Advance"/>.
/// </summary>
internal static class Pace
{
    public static TimeSpan Tick { get; } = TimeSpan.FromMilliseconds(10);

    public static TimeSpan Advance { get; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Silence long enough to believe that nothing more comes.</summary>
    public static TimeSpan Silence { get; } = TimeSpan.FromMilliseconds(40);

    /// <summary>Real time an answer may take before the clock is moved: it may wait for a timeout on the server's clock.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMilliseconds(150);

    /// <summary>Time, real and the server's, an answer may take.</summary>
    public static TimeSpan AnswerLimit { get; } = TimeSpan.FromSeconds(15);

    /// <summary>How much longer than asked a watch may last.</summary>
    public static TimeSpan Slack { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Real time an expected event may take.</summary>
    public static TimeSpan EventLimit { get; } = TimeSpan.FromSeconds(2);
}
