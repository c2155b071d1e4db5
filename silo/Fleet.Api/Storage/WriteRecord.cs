using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;

namespace Fleet.Api.Storage;

/// <summary>A write of a declared object, about to be committed.</summary>
/// <param name="Type">What happens.</param>
/// <param name="Key">To which object.</param>
/// <param name="Before">The object before, null when it is created.</param>
/// <param name="After">The object after, null when it is deleted.</param>
public sealed record WriteRecord(StoreEventType Type, ObjectKey Key, Document? Before, Document? After);
