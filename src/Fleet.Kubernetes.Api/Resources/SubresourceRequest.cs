using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Resources;

/// <summary>A request to a custom subresource.</summary>
/// <param name="Service">The cluster's resources, for reading and writing the parent.</param>
/// <param name="Context">Who asks, and how.</param>
/// <param name="Target">The parent and the subresource.</param>
/// <param name="Verb">Lower case: <c>create</c>, <c>get</c>, <c>connect</c>…</param>
/// <param name="Query">Query parameters as they came; the last of a repeated one counts.</param>
/// <param name="Body">The decoded body, null where there is none.</param>
public sealed record SubresourceRequest(
    ResourceService Service,
    RequestContext Context,
    ResourceTarget Target,
    string Verb,
    IReadOnlyDictionary<string, string> Query,
    Document? Body);
