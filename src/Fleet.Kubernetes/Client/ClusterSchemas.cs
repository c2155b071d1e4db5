using System.Collections.Concurrent;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.Client;

/// <summary>
/// The structures one cluster publishes under <c>/openapi/v3</c>, loaded group version by group version. A document is downloaded again only when the
/// index names another hash for it; equal documents of many clusters are read once (<see cref="OpenApiSchemaCache"/>). Thread safe.
/// </summary>
public sealed class ClusterSchemas : ISchemaSource
{
    private readonly KubernetesApiClient _client;
    private readonly OpenApiSchemaCache _cache;
    private readonly ConcurrentDictionary<string, (string Url, OpenApiSchemas Schemas)> _loaded = new(StringComparer.Ordinal);

    public ClusterSchemas(KubernetesApiClient client, OpenApiSchemaCache cache)
    {
        _client = client;
        _cache = cache;
    }

    /// <summary>The structure of a kind whose group version has been loaded, or null.</summary>
    public Schema? Find(GroupVersionKind kind) => _loaded.TryGetValue(kind.ApiVersion, out var entry) ? entry.Schemas.Find(kind) : null;

    /// <summary>Brings the given group versions (<c>apps/v1</c>, <c>v1</c>) up to date; those the cluster does not serve any more are dropped.</summary>
    /// <exception cref="ClusterException">The index or a document cannot be read; what was loaded before stays.</exception>
    public async Task LoadAsync(IEnumerable<string> groupVersions, CancellationToken cancellationToken = default)
    {
        var index = (await _client.GetRawAsync("openapi/v3", cancellationToken: cancellationToken).ConfigureAwait(false))["paths"u8];
        foreach (var groupVersion in groupVersions.Distinct(StringComparer.Ordinal))
        {
            var path = groupVersion.Contains('/', StringComparison.Ordinal) ? $"apis/{groupVersion}" : $"api/{groupVersion}";
            if (index[path]["serverRelativeURL"u8].AsString() is not { } url)
            {
                _loaded.TryRemove(groupVersion, out _);
                continue;
            }

            if (_loaded.TryGetValue(groupVersion, out var entry) && entry.Url == url)
            {
                continue;
            }

            var document = await _client.GetRawAsync(RelativePath(url, path), cancellationToken: cancellationToken).ConfigureAwait(false);
            try
            {
                _loaded[groupVersion] = (url, _cache.Read(document));
            }
            catch (SchemaFormatException error)
            {
                throw new MalformedResponseException($"{_client.Connection.Name}: GET /openapi/v3/{path}: {error.Message}", error);
            }
        }
    }

    /// <summary>The URL is the server's word: only its hash is taken over, the path is ours. A proxy's path prefix is then right as well.</summary>
    private static string RelativePath(string url, string path)
    {
        var at = url.IndexOf("?hash=", StringComparison.Ordinal);
        var hash = at < 0 ? "" : new string([.. url[(at + 6)..].TakeWhile(char.IsAsciiLetterOrDigit).Take(256)]);
        return $"openapi/v3/{path}{(hash.Length == 0 ? "" : $"?hash={hash}")}";
    }
}
