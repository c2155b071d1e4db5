using System.Collections.Concurrent;
using System.Net;

namespace Fleet.Api.Identity;

/// <summary>Counts refused credentials an address in the running minute. Bounded: addresses beyond the bound share one count.</summary>
internal sealed class FailureLimiter(int maxAMinute, TimeProvider time)
{
    private const int MaxAddresses = 10_000;

    private readonly ConcurrentDictionary<IPAddress, int> _failures = new();
    private long _minute;

    public bool IsBlocked(IPAddress? address)
    {
        Turn();
        return _failures.TryGetValue(Key(address), out var count) && count >= maxAMinute;
    }

    public void Failed(IPAddress? address)
    {
        Turn();
        _failures.AddOrUpdate(Key(address), 1, (_, count) => count + 1);
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
