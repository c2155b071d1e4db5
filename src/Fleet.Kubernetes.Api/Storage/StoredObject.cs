using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Storage;

/// <summary>An object as it is stored: its document holds <see cref="ResourceVersion"/> as <c>metadata.resourceVersion</c>. Immutable.</summary>
/// <param name="Key">Where it lives.</param>
/// <param name="ResourceVersion">The store's version when it was written.</param>
/// <param name="Document">The object in its storage version.</param>
public sealed record StoredObject(ObjectKey Key, long ResourceVersion, Document Document);
