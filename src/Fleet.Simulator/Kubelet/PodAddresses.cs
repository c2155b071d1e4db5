namespace Fleet.Simulator.Kubelet;

/// <summary>Gives out the pod addresses of a cluster from <c>10.100.0.0/16</c>, one after the other.</summary>
internal sealed class PodAddresses
{
    private const int Count = 65_534;

    private int _last;

    public string Next()
    {
        var index = (Interlocked.Increment(ref _last) % Count) + 1;
        return $"10.100.{index >> 8}.{index & 255}";
    }
}
