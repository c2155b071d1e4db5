using System.Globalization;
using Fleet.Kubernetes.Api.Watching;
using Fleet.Kubernetes.Documents;
using Xunit;

namespace Fleet.Testing.Watching;

/// <summary>What a client of an API knows by list and watch, strict about what it is told: nothing is added twice, changes what it never saw, or goes back.</summary>
public sealed class ModelCache
{
    private readonly Dictionary<string, long> _versions = new(StringComparer.Ordinal);

    /// <summary>The version the client is at; 0 for none.</summary>
    public long Version { get; private set; }

    /// <summary>A streamed initial state has begun and not ended.</summary>
    public bool IsInitial { get; private set; }

    /// <summary>Version by <c>namespace/name</c>, ordered by key.</summary>
    public SortedDictionary<string, long> Objects => new(_versions, StringComparer.Ordinal);

    public static long VersionOf(Document document) => long.Parse(document["metadata"u8]["resourceVersion"u8].AsString()!, CultureInfo.InvariantCulture);

    public static string KeyOf(Document document) => $"{document["metadata"u8]["namespace"u8].AsString()}/{document["metadata"u8]["name"u8].AsString()}";

    /// <summary>Forgets everything: a new list, or a new stream of the initial state, begins.</summary>
    public void Restart(bool isStreamed = false)
    {
        _versions.Clear();
        IsInitial = isStreamed;
    }

    /// <summary>Takes a page of a list; every page shows the state of the first.</summary>
    public void TakePage(IEnumerable<Document> items, long version, bool isFirst)
    {
        foreach (var item in items)
        {
            Assert.True(_versions.TryAdd(KeyOf(item), VersionOf(item)), "An object is on two pages.");
            Assert.True(VersionOf(item) <= version, "A page shows an object from after its version.");
        }

        Assert.True(isFirst || version == Version, "A page shows another state than the first.");
        Version = version;
    }

    /// <summary>Takes an event of a watch.</summary>
    public void Take(WatchEvent next)
    {
        var version = VersionOf(next.Object);
        var key = KeyOf(next.Object);
        switch (next.Type)
        {
            case WatchEventType.Bookmark:
                Assert.True(IsInitial || version >= Version, "A bookmark goes back.");
                IsInitial = false;
                break;
            case WatchEventType.Added:
                Assert.True(_versions.TryAdd(key, version), $"{key} is added twice.");
                break;
            case WatchEventType.Modified:
                Assert.True(_versions.ContainsKey(key), $"{key} changes and was never added.");
                _versions[key] = version;
                break;
            default:
                Assert.True(_versions.Remove(key), $"{key} goes and was never added.");
                break;
        }

        // The objects of an initial state come in the order of their keys.
        Assert.True(IsInitial || next.Type == WatchEventType.Bookmark || version > Version, "An event is older than the one before.");
        Version = IsInitial ? 0 : version;
    }
}
