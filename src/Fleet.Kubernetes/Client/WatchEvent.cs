using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Client;

/// <summary>One event of a watch: what happened and the object after it.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Object">The object; of a deleted one its last state.</param>
/// <param name="IsTombstone">A deletion nobody saw, found by listing again: the object holds its kind and identity only.</param>
public readonly record struct WatchEvent(WatchEventType Type, Document Object, bool IsTombstone = false)
{
    public string ResourceVersion => Object["metadata"u8]["resourceVersion"u8].AsString("");

    /// <summary>The bookmark that ends the initial events of a watch with <c>sendInitialEvents</c> (KEP-3157).</summary>
    public bool IsInitialEventsEnd =>
        Type == WatchEventType.Bookmark && Object["metadata"u8]["annotations"u8]["k8s.io/initial-events-end"u8].StringEquals("true"u8);
}
