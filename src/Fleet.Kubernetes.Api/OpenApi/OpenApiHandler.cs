using System.Runtime.CompilerServices;
using Fleet.Kubernetes.Api.Discovery;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Http;
using Fleet.Kubernetes.Api.Negotiation;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Documents;
using Microsoft.AspNetCore.Http;

namespace Fleet.Kubernetes.Api.OpenApi;

/// <summary>
/// Answers <c>/openapi/v3</c> (an index with a hash a group version), the documents below it, and <c>/openapi/v2</c> as a document without paths. One handler
/// serves all clusters: a group version's document is written once for the same definitions, and kept as long as they live. Thread safe.
/// </summary>
/// <remarks>KEP-2896; k8s.io/kube-openapi/pkg/handler3.</remarks>
public sealed class OpenApiHandler(ServerVersion version) : IPathHandler
{
    private const string Root = "/openapi/v3";
    private readonly string _version = $"{version.Major}.{version.Minor}";
    private readonly ConditionalWeakTable<ResourceDefinition, Entry> _documents = [];
    private readonly ConditionalWeakTable<IReadOnlyList<ResourceDefinition>, TaggedDocument> _indexes = [];
    private readonly Lock _writing = new();

    public async ValueTask<bool> TryHandleAsync(HttpContext http, IResourceCatalog catalog, string path)
    {
        if (path.TrimEnd('/') == "/openapi/v2")
        {
            await WriteVersion2Async(http).ConfigureAwait(false);
            return true;
        }

        if (!path.StartsWith(Root, StringComparison.Ordinal) || (path.Length > Root.Length && path[Root.Length] != '/'))
        {
            return false;
        }

        var name = path[Root.Length..].Trim('/');
        if (name.Length == 0)
        {
            var index = _indexes.GetValue(catalog.Resources, WriteIndex);
            http.Response.ContentType = "text/plain; charset=utf-8";
            await http.Response.Body.WriteAsync(index.Utf8, http.RequestAborted).ConfigureAwait(false);
            return true;
        }

        if (Find(catalog.Resources, name) is not { } document)
        {
            return false;
        }

        await WriteDocumentAsync(http, path, document).ConfigureAwait(false);
        return true;
    }

    private static async Task WriteDocumentAsync(HttpContext http, string path, TaggedDocument document)
    {
        var accept = http.Request.Headers.Accept.ToString();
        if (!AcceptHeader.AcceptsJson(accept))
        {
            http.Response.StatusCode = StatusCodes.Status406NotAcceptable;
            return;
        }

        if (http.Request.Query["hash"].ToString() is { Length: > 0 } hash)
        {
            if (hash != document.Hash)
            {
                // The client's index is old: the path with the present hash can be kept for good, this one cannot.
                http.Response.StatusCode = StatusCodes.Status301MovedPermanently;
                http.Response.Headers.Location = $"{http.Request.PathBase}{path}?hash={document.Hash}";
                return;
            }

            await DiscoveryHandler.WriteTaggedAsync(http, document, "application/json").ConfigureAwait(false);
            return;
        }

        await DiscoveryHandler.WriteTaggedAsync(http, document, "application/json").ConfigureAwait(false);
    }

    private static async Task WriteVersion2Async(HttpContext http)
    {
        if (!AcceptHeader.AcceptsJson(http.Request.Headers.Accept.ToString()))
        {
            throw StatusError.NotAcceptable("application/json");
        }

        http.Response.ContentType = "application/json";
        await http.Response.Body
            .WriteAsync("""{"swagger":"2.0","info":{"title":"Kubernetes","version":"unversioned"},"paths":{},"definitions":{}}"""u8.ToArray(), http.RequestAborted)
            .ConfigureAwait(false);
    }

    /// <summary>The document of <c>apis/apps/v1</c>; null when nothing is documented under the name.</summary>
    private TaggedDocument? Find(IReadOnlyList<ResourceDefinition> resources, string name)
    {
        var served = resources.Where(definition => Name(definition) == name).ToList();
        return served.Count > 0 ? Document(served) : OpenApiServerPaths.Write(resources, name, _version) is { } document ? TaggedDocument.Of(document) : null;
    }

    private TaggedDocument Document(List<ResourceDefinition> definitions)
    {
        if (_documents.TryGetValue(definitions[0], out var entry) && entry.Definitions.SequenceEqual(definitions))
        {
            return entry.Document;
        }

        // Clusters ask for the same documents at the same time when a fleet starts: one of them writes.
        lock (_writing)
        {
            if (_documents.TryGetValue(definitions[0], out entry) && entry.Definitions.SequenceEqual(definitions))
            {
                return entry.Document;
            }

            entry = new Entry(definitions, TaggedDocument.Of(new OpenApiGroupVersion(definitions, _version).Write()));
            _documents.AddOrUpdate(definitions[0], entry);
            return entry.Document;
        }
    }

    private TaggedDocument WriteIndex(IReadOnlyList<ResourceDefinition> resources)
    {
        var names = OpenApiServerPaths.Names(resources).ToDictionary(name => name, name => Find(resources, name)!.Hash, StringComparer.Ordinal);
        foreach (var group in resources.GroupBy(Name, StringComparer.Ordinal))
        {
            names[group.Key] = Document([.. group]).Hash;
        }

        using var output = new DocumentBuilder();
        output.StartObject().Name("paths"u8).StartObject();
        foreach (var (name, hash) in names.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            output.Name(name).StartObject().Name("serverRelativeURL"u8).String($"{Root}/{name}?hash={hash}").EndObject();
        }

        output.EndObject().EndObject();
        return TaggedDocument.Of(output.Build());
    }

    private static string Name(ResourceDefinition definition) =>
        definition.Resource.Group.Length == 0 ? $"api/{definition.Resource.Version}" : $"apis/{definition.Resource.ApiVersion}";

    private sealed record Entry(IReadOnlyList<ResourceDefinition> Definitions, TaggedDocument Document);
}
