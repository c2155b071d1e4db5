namespace Fleet.Kubernetes.Client;

/// <summary>
/// Delays between attempts: 0.8 s, doubled up to 30 s, each stretched by up to as much again at random so that clients do not come back together; from
/// the start again after two minutes without a failure. Not thread safe.
/// </summary>
/// <remarks>Values: client-go tools/cache/reflector.go (NewReflectorWithOptions).</remarks>
public sealed class Backoff
{
    private static readonly TimeSpan Initial = TimeSpan.FromSeconds(0.8);
    private static readonly TimeSpan Maximum = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ResetAfter = TimeSpan.FromMinutes(2);

    private readonly TimeProvider _time;
    private readonly Func<double> _random;
    private TimeSpan _next = Initial;
    private DateTimeOffset _lastEnd = DateTimeOffset.MaxValue;

    /// <param name="time">The clock.</param>
    /// <param name="random">Numbers in [0, 1).</param>
    public Backoff(TimeProvider time, Func<double>? random = null)
    {
        _time = time;
        _random = random ?? Random.Shared.NextDouble;
    }

    /// <summary>How long to wait before the next attempt; at least <paramref name="atLeast"/>, which the server asked for.</summary>
    public TimeSpan Next(TimeSpan? atLeast = null)
    {
        var now = _time.GetUtcNow();
        if (_lastEnd != DateTimeOffset.MaxValue && now - _lastEnd > ResetAfter)
        {
            _next = Initial;
        }

        var delay = _next * (1 + _random());
        _next = _next * 2 > Maximum ? Maximum : _next * 2;
        if (atLeast is { } asked && asked > delay)
        {
            // A tenth more at random: everybody was told the same.
            delay = asked * (1 + (0.1 * _random()));
        }

        _lastEnd = now + delay;
        return delay;
    }
}
