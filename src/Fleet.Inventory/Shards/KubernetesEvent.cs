using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Inventory.Shards;

/// <summary>Reads Events of <c>events.k8s.io/v1</c> and of <c>v1</c>.</summary>
internal static class KubernetesEvent
{
    /// <summary>When it last happened: of a series its last time, else the time of the event, else what old clients write.</summary>
    public static DateTimeOffset LastSeen(Document kubernetesEvent)
    {
        foreach (var value in (ReadOnlySpan<DocumentValue>)[
            kubernetesEvent["series"u8]["lastObservedTime"u8],
            kubernetesEvent["deprecatedLastTimestamp"u8],
            kubernetesEvent["lastTimestamp"u8],
            kubernetesEvent["eventTime"u8],
            kubernetesEvent["metadata"u8]["creationTimestamp"u8]])
        {
            if (Timestamps.TryParse(value.AsString(""), out var time))
            {
                return time;
            }
        }

        return default;
    }
}
