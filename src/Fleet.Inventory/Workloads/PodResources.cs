using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Inventory.Workloads;

/// <summary>
/// What a pod asks for and may use, as the scheduler counts it: containers and sidecars together, or the largest init container where that is more, plus
/// overhead; amounts of the whole pod where it names them (KEP-753, KEP-2837). Never negative; capped at 2^63-1.
/// </summary>
/// <param name="CpuRequest">Millicores.</param>
/// <param name="MemoryRequest">Bytes.</param>
/// <param name="CpuLimit">Millicores.</param>
/// <param name="MemoryLimit">Bytes.</param>
internal readonly record struct PodResources(long CpuRequest, long MemoryRequest, long CpuLimit, long MemoryLimit)
{
    private const int Milli = -3;

    public static PodResources Of(DocumentValue podSpec) => new(
        Sum(podSpec, "requests"u8, "cpu"u8, Milli),
        Sum(podSpec, "requests"u8, "memory"u8, 0),
        Sum(podSpec, "limits"u8, "cpu"u8, Milli),
        Sum(podSpec, "limits"u8, "memory"u8, 0));

    private static long Sum(DocumentValue podSpec, ReadOnlySpan<byte> side, ReadOnlySpan<byte> resource, int exponent)
    {
        Int128 running = 0;
        foreach (var container in podSpec["containers"u8].Items)
        {
            running += Amount(container["resources"u8][side][resource], exponent);
        }

        Int128 sidecars = 0;
        Int128 starting = 0;
        foreach (var container in podSpec["initContainers"u8].Items)
        {
            var amount = Amount(container["resources"u8][side][resource], exponent);
            if (container["restartPolicy"u8].StringEquals("Always"u8))
            {
                sidecars += amount;
                starting = Int128.Max(starting, sidecars);
            }
            else
            {
                starting = Int128.Max(starting, sidecars + amount);
            }
        }

        var whole = podSpec["resources"u8][side][resource];
        var total = whole.Exists ? Amount(whole, exponent) : Int128.Max(running + sidecars, starting);
        return Clamp(total == 0 ? 0 : total + Amount(podSpec["overhead"u8][resource], exponent));
    }

    public static long Clamp(Int128 value) => value >= long.MaxValue ? long.MaxValue : value <= 0 ? 0 : (long)value;

    private static long Amount(DocumentValue value, int exponent) =>
        value.Exists && Quantity.TryParse(value, out var quantity) ? Math.Max(0, quantity.ToScaled(exponent)) : 0;
}
