using System.Security.Cryptography;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.Client;

/// <summary>
/// Shares what is read from equal OpenAPI documents between clusters. Keyed by what was received, never by the hash a server claims: one cluster
/// must not decide what another's objects look like. Bounded; the longest unused goes first. Thread safe.
/// </summary>
public sealed class OpenApiSchemaCache
{
    private readonly int _capacity;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, OpenApiSchemas Schemas)>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Key, OpenApiSchemas Schemas)> _byUse = new();

    /// <param name="capacity">Documents kept; a Kubernetes version has about 50 group versions.</param>
    public OpenApiSchemaCache(int capacity = 1024)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _capacity = capacity;
    }

    /// <summary>The structures in an OpenAPI v3 document, read now or before.</summary>
    /// <exception cref="SchemaFormatException">It is not an OpenAPI v3 document.</exception>
    public OpenApiSchemas Read(Document openApi)
    {
        var key = Convert.ToHexString(SHA256.HashData(openApi.ToUtf8().Span));
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out var found))
            {
                _byUse.Remove(found);
                _byUse.AddFirst(found);
                return found.Value.Schemas;
            }
        }

        var schemas = OpenApiSchemaReader.Read(openApi.Root);
        lock (_lock)
        {
            if (!_entries.ContainsKey(key))
            {
                _entries[key] = _byUse.AddFirst((key, schemas));
                if (_entries.Count > _capacity)
                {
                    _entries.Remove(_byUse.Last!.Value.Key);
                    _byUse.RemoveLast();
                }
            }

            return _entries[key].Value.Schemas;
        }
    }
}
