using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Values;

namespace Fleet.Grains.Clusters.Following;

/// <summary>What the nodes of a cluster can take together: the sum of <c>status.allocatable</c>. Of a node three numbers are kept. Thread safe.</summary>
internal sealed class NodeCapacity
{
    public static readonly GroupVersionKind Kind = new("", "v1", "Node");

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (long Cpu, long Memory, long Pods)> _nodes = new(StringComparer.Ordinal);
    private long _cpu;
    private long _memory;
    private long _pods;

    /// <summary>The sums: CPU in millicores, memory in bytes.</summary>
    public (int Nodes, long CpuMillicores, long MemoryBytes, long Pods) Total
    {
        get
        {
            lock (_lock)
            {
                return (_nodes.Count, _cpu, _memory, _pods);
            }
        }
    }

    /// <summary>A node is there, or is there no more.</summary>
    public void Accept(DocumentValue node, bool isDeleted)
    {
        var name = node["metadata"u8]["name"u8].AsString("");
        lock (_lock)
        {
            if (_nodes.Remove(name, out var before))
            {
                Add(-before.Cpu, -before.Memory, -before.Pods);
            }

            if (!isDeleted)
            {
                var allocatable = node["status"u8]["allocatable"u8];
                var now = (Number(allocatable["cpu"u8], -3), Number(allocatable["memory"u8], 0), Number(allocatable["pods"u8], 0));
                _nodes[name] = now;
                Add(now.Item1, now.Item2, now.Item3);
            }
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _nodes.Clear();
            (_cpu, _memory, _pods) = (0, 0, 0);
        }
    }

    private static long Number(DocumentValue value, int exponent) => Quantity.TryParse(value, out var quantity) ? quantity.ToScaled(exponent) : 0;

    private void Add(long cpu, long memory, long pods)
    {
        _cpu += cpu;
        _memory += memory;
        _pods += pods;
    }
}
