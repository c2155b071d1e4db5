using System.Collections.Concurrent;
using System.Threading.Channels;
using Fleet.Testing.Objects;

namespace Fleet.Benchmarks.Engine;

/// <summary>One cluster of a load: workloads <c>checkout-0</c>… with a ReplicaSet and pods each. Its state is a version and how often each pod restarted.</summary>
internal sealed class SyntheticCluster(string name, int workloads, int podsEach)
{
    private const int FirstSet = 0;

    private readonly ConcurrentDictionary<Channel<byte[]>, string> _watches = new();
    private readonly Lock _lock = new();
    private readonly int[] _restarts = new int[workloads * podsEach];
    private readonly long[] _versions = new long[workloads * podsEach];
    private long _version = 1_000_000;

    public string Name { get; } = name;

    public int Workloads { get; } = workloads;

    public int PodsEach { get; } = podsEach;

    public long Version => Interlocked.Read(ref _version);

    public int CountOf(string resource) => resource switch
    {
        "deployments" or "replicasets" => Workloads,
        "pods" => Workloads * PodsEach,
        "nodes" => 1,
        _ => 0,
    };

    public byte[] Render(string resource, int index) => resource switch
    {
        "deployments" => SampleObjects.Deployment(FirstSet + index),
        "replicasets" => SampleObjects.ReplicaSet(FirstSet + index, PodsEach),
        "nodes" => """{"kind":"Node","apiVersion":"v1","metadata":{"name":"node-0","uid":"6b8c2b60-7f3e-4d0e-9a53-000000000001","resourceVersion":"1"},"status":{"allocatable":{"cpu":"64","memory":"256Gi","pods":"1000"},"conditions":[{"type":"Ready","status":"True"}]}}"""u8.ToArray(),
        _ => RenderPod(index),
    };

    /// <summary>Restarts a container of a workload's first pod; the answer is how often it has restarted now.</summary>
    public int Restart(int workload, int pod = 0)
    {
        var index = (workload * PodsEach) + pod;
        lock (_lock)
        {
            var restarts = ++_restarts[index];
            _versions[index] = Interlocked.Increment(ref _version);
            Publish("pods", RenderPod(index));
            return restarts;
        }
    }

    /// <summary>What <see cref="Restart"/> of a workload will bring all its pods' restarts to.</summary>
    public int NextRestarts(int workload)
    {
        lock (_lock)
        {
            return _restarts.AsSpan(workload * PodsEach, PodsEach).ToArray().Sum() + 1;
        }
    }

    /// <summary>A watch of a resource from now on; false when changes since <paramref name="after"/> cannot be told any more.</summary>
    public bool TryWatch(string resource, long after, out Channel<byte[]> channel)
    {
        channel = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });
        lock (_lock)
        {
            if (resource == "pods" && after < _versions.DefaultIfEmpty().Max())
            {
                return false;
            }

            _watches[channel] = resource;
            return true;
        }
    }

    public void Close(Channel<byte[]> channel) => _watches.TryRemove(channel, out _);

    private byte[] RenderPod(int index) =>
        SampleObjects.Pod(index, FirstSet + (index / PodsEach), _versions[index] == 0 ? 500_000 + index : _versions[index], _restarts[index]);

    private void Publish(string resource, byte[] value)
    {
        foreach (var (channel, watched) in _watches)
        {
            if (watched == resource)
            {
                channel.Writer.TryWrite(value);
            }
        }
    }
}
