using System.Collections.Concurrent;
using System.Net;

namespace Fleet.Api.Identity;

/// <summary>Counts refused credentials an address in the running minute. Bounded: addresses beyond the bound share one count.</summary>
internal sealed class FailureLimiter(int maxAMinute, TimeProvider time)
{
    private const int MaxAddresses = 10_000;

    private readonly ConcurrentDictionary<IPAddress, int> _failures = new();
    private long _minute;

    /// <summary>Counts a refusal; false when there have been too many from there.</summary>
    public bool TryCount(IPAddress? address)
    {
        Turn();
        return _failures.AddOrUpdate(Key(address), 1, (_, count) => Math.Min(count + 1, maxAMinute + 1)) <= maxAMinute;
    }

    private IPAddress Key(IPAddress? address) =>
        address is null || (_failures.Count >= MaxAddresses && !_failures.ContainsKey(address)) ? IPAddress.None : address;

    private void Turn()
    {
        var minute = time.GetUtcNow().ToUnixTimeSeconds() / 60;
        if (Interlocked.Exchange(ref _minute, minute) != minute)
        {
            _failures.Clear();
        }
    }
}
