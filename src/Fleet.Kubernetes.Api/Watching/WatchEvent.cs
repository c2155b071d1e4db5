using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Watching;

/// <summary>One event of a watch.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Object">The object as served; for a bookmark only kind, apiVersion and <c>metadata.resourceVersion</c>.</param>
public sealed record WatchEvent(WatchEventType Type, Document Object);
