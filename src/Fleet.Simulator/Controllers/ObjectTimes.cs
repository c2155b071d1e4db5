using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Simulator.Controllers;

/// <summary>Timestamps as they stand in objects, where they may be missing.</summary>
internal static class ObjectTimes
{
    public static DateTimeOffset? Parse(string? text) => text is not null && Timestamps.TryParse(text, out var time) ? time : null;

    public static DateTimeOffset? AsTime(this DocumentValue value) => Parse(value.AsString());
}
