using Fleet.Kubernetes.Client;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Kubernetes.Tests.Client;

public class BackoffTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Delays_double_up_to_30_s_and_start_again_after_a_healthy_time()
    {
        var backoff = new Backoff(_time, () => 0);
        Assert.Equal([0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30, 30], Enumerable.Range(0, 8).Select(_ => backoff.Next().TotalSeconds));
        _time.Advance(TimeSpan.FromSeconds(30 + 119));
        Assert.Equal(30, backoff.Next().TotalSeconds);
        _time.Advance(TimeSpan.FromSeconds(30 + 121));
        Assert.Equal(0.8, backoff.Next().TotalSeconds);
    }

    [Fact]
    public void Jitter_stretches_and_what_the_server_asked_for_is_the_least()
    {
        Assert.Equal(1.2, new Backoff(_time, () => 0.5).Next().TotalSeconds, 6);
        Assert.Equal(10.5, new Backoff(_time, () => 0.5).Next(TimeSpan.FromSeconds(10)).TotalSeconds, 6);
        Assert.Equal(0.8, new Backoff(_time, () => 0).Next(TimeSpan.FromSeconds(0.1)).TotalSeconds, 6);
    }
}
