using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Simulator.Scheduling;

/// <summary>What a pod asks a node for, or what a node has: CPU in thousandths of a core, memory in bytes, places for pods.</summary>
internal readonly record struct PodRequests(long CpuMilli, long MemoryBytes, int Pods)
{
    public static PodRequests operator +(PodRequests a, PodRequests b) => new(a.CpuMilli + b.CpuMilli, a.MemoryBytes + b.MemoryBytes, a.Pods + b.Pods);

    public static PodRequests operator -(PodRequests a, PodRequests b) => new(a.CpuMilli - b.CpuMilli, a.MemoryBytes - b.MemoryBytes, a.Pods - b.Pods);

    /// <summary>The sum of the containers, or the largest init container, and the overhead of the runtime class.</summary>
    public static PodRequests Of(DocumentValue podSpec)
    {
        var sum = new PodRequests(0, 0, 1);
        foreach (var container in podSpec["containers"u8].Items)
        {
            sum += Read(container["resources"u8]["requests"u8]);
        }

        foreach (var container in podSpec["initContainers"u8].Items)
        {
            var init = Read(container["resources"u8]["requests"u8]);
            sum = sum with { CpuMilli = Math.Max(sum.CpuMilli, init.CpuMilli), MemoryBytes = Math.Max(sum.MemoryBytes, init.MemoryBytes) };
        }

        return sum + Read(podSpec["overhead"u8]);
    }

    /// <summary>A node's <c>status.allocatable</c>.</summary>
    public static PodRequests Allocatable(Document node)
    {
        var allocatable = node["status"u8]["allocatable"u8];
        return Read(allocatable) with { Pods = Quantity.TryParse(allocatable["pods"u8], out var pods) ? (int)pods.ToInt64() : 0 };
    }

    private static PodRequests Read(DocumentValue resources) => new(
        Quantity.TryParse(resources["cpu"u8], out var cpu) ? cpu.ToMilli() : 0,
        Quantity.TryParse(resources["memory"u8], out var memory) ? memory.ToInt64() : 0,
        0);
}
