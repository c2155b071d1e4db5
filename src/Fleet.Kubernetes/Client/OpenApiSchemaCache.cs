using System.Security.Cryptography;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.Client;

/// <summary>
/// Shares what is read from equal OpenAPI documents between clusters. Keyed by what was received, never by the hash a server claims: one cluster
/// must not decide what another's objects look like. Bounded by number and by size; the longest unused goes first. Thread safe.
/// </summary>
public sealed class OpenApiSchemaCache
{
    private readonly int _capacity;
    private readonly long _maxBytes;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _byUse = new();
    private long _bytes;

    /// <param name="capacity">Documents kept; a Kubernetes version has about 50 group versions.</param>
    /// <param name="maxBytes">Bytes of the documents kept, as they were received; a Kubernetes version has about 10 MiB.</param>
    public OpenApiSchemaCache(int capacity = 1024, long maxBytes = 256 << 20)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, 1);
        _capacity = capacity;
        _maxBytes = maxBytes;
    }

    /// <summary>The structures in an OpenAPI v3 document, read now or before.</summary>
    /// <exception cref="SchemaFormatException">It is not an OpenAPI v3 document.</exception>
    public OpenApiSchemas Read(Document openApi)
    {
        var utf8 = openApi.ToUtf8();
        var key = Convert.ToHexString(SHA256.HashData(utf8.Span));
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
            // Another reader may have been faster: all share one.
            if (_entries.TryGetValue(key, out var found))
            {
                return found.Value.Schemas;
            }

            _entries[key] = _byUse.AddFirst(new Entry(key, schemas, utf8.Length));
            _bytes += utf8.Length;
            EvictNeedsLock();
            return schemas;
        }
    }

    private void EvictNeedsLock()
    {
        while (_entries.Count > _capacity || _bytes > _maxBytes)
        {
            var last = _byUse.Last!.Value;
            _entries.Remove(last.Key);
            _byUse.RemoveLast();
            _bytes -= last.Bytes;
        }
    }

    private sealed record Entry(string Key, OpenApiSchemas Schemas, int Bytes);
}
