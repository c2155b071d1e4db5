using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Requests;

/// <summary>The object after a write, as served.</summary>
/// <param name="Object">With its new resource version (the old one when nothing changed or on dry runs).</param>
/// <param name="Created">The object did not exist before (HTTP 201).</param>
public sealed record WriteResult(Document Object, bool Created);
