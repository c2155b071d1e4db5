using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Requests;

/// <summary>What a delete did.</summary>
/// <param name="Object">The last state, as served.</param>
/// <param name="Removed">It is gone; false while finalizers or a grace period hold it.</param>
public sealed record DeleteResult(Document Object, bool Removed);
