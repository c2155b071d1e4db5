using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Negotiation;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Documents;
using Microsoft.AspNetCore.Http;

namespace Fleet.Kubernetes.Api.Discovery;

/// <summary>
/// Answers what a client asks before it asks for objects: <c>/</c>, <c>/api</c>, <c>/apis</c>, <c>/apis/{group}[/{version}]</c>, <c>/version</c> and the health paths. One handler
/// serves all clusters of a process: documents are kept per set of served resources, which clusters without CRDs share. Thread safe.
/// </summary>
/// <remarks>KEP-3352 for the aggregated form; ETag handling as k8s.io/apiserver/pkg/endpoints/discovery/aggregated.</remarks>
public sealed class DiscoveryHandler(ServerVersion version)
{
    private const string AggregatedKind = "APIGroupDiscoveryList";
    private const string AggregatedGroup = "apidiscovery.k8s.io";
    private static readonly string[] HealthChecks = ["ping", "log", "etcd"];

    private readonly ConditionalWeakTable<IReadOnlyList<ResourceDefinition>, ConcurrentDictionary<string, TaggedDocument?>> _documents = [];
    private readonly ReadOnlyMemory<byte> _version = version.ToDocument().ToUtf8();

    /// <summary>Answers a GET of a discovery path (relative to the API's root, <c>/apis/apps/v1</c>); false when the path is none.</summary>
    /// <exception cref="ApiException">406: the client accepts no JSON.</exception>
    public async ValueTask<bool> TryHandleAsync(HttpContext http, IResourceCatalog catalog, string path)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        switch (segments)
        {
            case ["version"]:
                await WriteJsonAsync(http, _version);
                return true;
            case ["healthz" or "livez" or "readyz", ..]:
                await WriteHealthAsync(http, segments);
                return true;
            case []:
                await WriteJsonAsync(http, RootPaths(catalog.Resources).ToUtf8());
                return true;
            case ["api"] or ["apis"]:
                await WriteGroupsAsync(http, catalog, isCore: segments[0] == "api");
                return true;
            case ["api", var coreVersion]:
                return await WriteKeptAsync(http, catalog, path, resources => LegacyDiscovery.Resources(resources, "", coreVersion));
            case ["apis", var group]:
                return await WriteKeptAsync(http, catalog, path, resources => LegacyDiscovery.Group(resources, group));
            case ["apis", var group, var groupVersion]:
                return await WriteKeptAsync(http, catalog, path, resources => LegacyDiscovery.Resources(resources, group, groupVersion));
            default:
                return false;
        }
    }

    /// <summary>The answer to a path that nothing serves: plain text, as the server's mux writes it.</summary>
    public static Task WriteNotFoundPageAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return WriteAsync(http, "text/plain; charset=utf-8", "404 page not found\n"u8.ToArray());
    }

    /// <summary>Writes a kept answer with its ETag, or 304 when the client has it.</summary>
    internal static Task WriteTaggedAsync(HttpContext http, TaggedDocument document, string contentType)
    {
        var tag = $"\"{document.Hash}\"";
        http.Response.Headers.ETag = tag;
        http.Response.Headers.Vary = "Accept";
        http.Response.Headers.CacheControl = "public";
        if (http.Request.Headers.IfNoneMatch.Contains(tag))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        return WriteAsync(http, contentType, document.Utf8);
    }

    private static Document RootPaths(IReadOnlyList<ResourceDefinition> resources)
    {
        SortedSet<string> paths = new(StringComparer.Ordinal) { "/api", "/apis", "/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/readyz", "/version" };
        foreach (var definition in resources)
        {
            var (group, apiVersion) = (definition.Resource.Group, definition.Resource.ApiVersion);
            paths.Add(group.Length == 0 ? $"/api/{apiVersion}" : $"/apis/{apiVersion}");
            if (group.Length > 0)
            {
                paths.Add($"/apis/{group}");
            }
        }

        return DocumentNode.Object(("paths", DocumentNode.Array(paths.Select(DocumentNode.String)))).ToDocument();
    }

    private async Task WriteGroupsAsync(HttpContext http, IResourceCatalog catalog, bool isCore)
    {
        var accept = http.Request.Headers.Accept.ToString();
        if (AggregatedVersion(accept) is { } aggregated)
        {
            var document = Kept(catalog, $"{isCore} {aggregated}", resources => AggregatedDiscovery.Groups(resources, isCore, aggregated))!;
            await WriteTaggedAsync(http, document, $"application/json;g={AggregatedGroup};v={aggregated};as={AggregatedKind}");
            return;
        }

        if (!AcceptHeader.AcceptsJson(accept))
        {
            throw StatusError.NotAcceptable("application/json");
        }

        http.Response.Headers.Vary = "Accept";
        var groups = isCore
            ? LegacyDiscovery.CoreVersions(catalog.Resources, http.Request.Host.Value ?? "")
            : LegacyDiscovery.Groups(catalog.Resources);
        await WriteJsonAsync(http, groups.ToUtf8());
    }

    /// <summary>The version of the aggregated form, when the client would rather have that than the plain one.</summary>
    private static string? AggregatedVersion(string accept)
    {
        foreach (var range in AcceptHeader.Parse(accept))
        {
            if (!range.Accepts("application/json"))
            {
                continue;
            }

            if (range["as"].Length == 0)
            {
                return null;
            }

            if (range["as"] == AggregatedKind && range["g"] == AggregatedGroup && range["v"] is "v2" or "v2beta1")
            {
                return range["v"];
            }
        }

        return null;
    }

    private async ValueTask<bool> WriteKeptAsync(HttpContext http, IResourceCatalog catalog, string key, Func<IReadOnlyList<ResourceDefinition>, Document?> create)
    {
        if (Kept(catalog, key, create) is { } document)
        {
            await WriteJsonAsync(http, document.Utf8);
        }
        else
        {
            await WriteNotFoundPageAsync(http);
        }

        return true;
    }

    private TaggedDocument? Kept(IResourceCatalog catalog, string key, Func<IReadOnlyList<ResourceDefinition>, Document?> create)
    {
        var resources = catalog.Resources;
        var kept = _documents.GetValue(resources, _ => new(StringComparer.Ordinal));
        if (kept.TryGetValue(key, out var document))
        {
            return document;
        }

        // What is not served is not kept: paths are the client's to invent.
        return create(resources) is { } created ? kept.GetOrAdd(key, TaggedDocument.Of(created)) : null;
    }

    private static Task WriteHealthAsync(HttpContext http, string[] segments)
    {
        var (endpoint, checks) = (segments[0], HealthChecks.Where(check => segments.Length == 1 || segments[^1] == check).ToList());
        if (checks.Count == 0)
        {
            return WriteNotFoundPageAsync(http);
        }

        var text = new StringBuilder();
        if (http.Request.Query.ContainsKey("verbose"))
        {
            checks.ForEach(check => text.Append("[+]").Append(check).Append(" ok\n"));
            text.Append(endpoint).Append(" check passed\n");
        }
        else
        {
            text.Append("ok");
        }

        http.Response.Headers.XContentTypeOptions = "nosniff";
        return WriteAsync(http, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static Task WriteJsonAsync(HttpContext http, ReadOnlyMemory<byte> utf8) => WriteAsync(http, "application/json", utf8);

    private static async Task WriteAsync(HttpContext http, string contentType, ReadOnlyMemory<byte> body)
    {
        http.Response.ContentType = contentType;
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }
}
