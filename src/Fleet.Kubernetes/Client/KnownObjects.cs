using System.Buffers.Text;
using System.Text;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Client;

/// <summary>
/// Which objects the consumer of a reflector knows, in which version: what turns events and lists into changes exactly once, and finds what has
/// vanished. About 150 bytes an object. Not thread safe.
/// </summary>
internal sealed class KnownObjects
{
    private readonly Dictionary<string, Known> _objects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Known>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly GroupVersionKind _kind;
    private int _round;

    public KnownObjects(GroupVersionKind kind)
    {
        _kind = kind;
        _lookup = _objects.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>What an object that exists means for the consumer.</summary>
    public enum Change
    {
        /// <summary>The consumer has this or a newer state.</summary>
        None,
        Added,
        Modified,

        /// <summary>Deleted and made anew while nobody looked.</summary>
        Replaced,
    }

    public int Count => _objects.Count;

    /// <summary>Starts a complete list: what is not seen until <see cref="Vanished"/> is gone.</summary>
    public void StartList() => _round++;

    /// <summary>Notes an object that exists.</summary>
    /// <param name="metadata">Its metadata.</param>
    /// <param name="isList">From a list: the truth, even if its version is older than the known one (a store restored from a backup).</param>
    /// <param name="tombstone">For <see cref="Change.Replaced"/>: the one before.</param>
    public Change Exists(DocumentValue metadata, bool isList, out Document? tombstone)
    {
        tombstone = null;
        Span<char> buffer = stackalloc char[512];
        var key = Key(metadata, buffer);
        var uid = Identity.Of(metadata["uid"u8]);
        var version = Version.Of(metadata["resourceVersion"u8]);
        var isKnown = _lookup.TryGetValue(key, out var known);
        var change = !isKnown ? Change.Added
            : !isList && version.IsOlderThan(known.Version) ? Change.None
            : known.Uid != uid ? Change.Replaced
            : known.Version == version ? Change.None
            : Change.Modified;
        if (change == Change.Replaced)
        {
            tombstone = Tombstone(key.ToString(), known);
        }

        _lookup[key] = change == Change.None ? known with { Round = _round } : new Known(uid, version, _round);
        return change;
    }

    /// <summary>Whether the consumer knows this very object (by UID).</summary>
    public bool Contains(DocumentValue metadata)
    {
        Span<char> buffer = stackalloc char[512];
        return _lookup.TryGetValue(Key(metadata, buffer), out var known) && known.Uid == Identity.Of(metadata["uid"u8]);
    }

    /// <summary>Whether the consumer has this state of the object, or a newer one.</summary>
    public bool IsUpToDate(DocumentValue metadata)
    {
        Span<char> buffer = stackalloc char[512];
        return _lookup.TryGetValue(Key(metadata, buffer), out var known)
            && known.Uid == Identity.Of(metadata["uid"u8])
            && !known.Version.IsOlderThan(Version.Of(metadata["resourceVersion"u8]));
    }

    /// <summary>Notes a deletion; false when the consumer does not know the object, or knows its successor.</summary>
    public bool Remove(DocumentValue metadata)
    {
        Span<char> buffer = stackalloc char[512];
        var key = Key(metadata, buffer);
        return _lookup.TryGetValue(key, out var known) && known.Uid == Identity.Of(metadata["uid"u8]) && _lookup.Remove(key);
    }

    /// <summary>Takes out what the list just finished did not have, one at a time.</summary>
    public IEnumerable<Document> Vanished()
    {
        foreach (var (key, known) in _objects)
        {
            if (known.Round != _round)
            {
                _objects.Remove(key);
                yield return Tombstone(key, known);
            }
        }
    }

    private static ReadOnlySpan<char> Key(DocumentValue metadata, Span<char> buffer)
    {
        var name = metadata["name"u8];
        var space = metadata["namespace"u8];
        if (name.TryGetUtf8(out var nameText) && nameText.Length <= 253)
        {
            if ((space.TryGetUtf8(out var spaceText) || !space.Exists) && spaceText.Length <= 253)
            {
                var length = Encoding.UTF8.GetChars(spaceText, buffer);
                buffer[length++] = '/';
                return buffer[..(length + Encoding.UTF8.GetChars(nameText, buffer[length..]))];
            }
        }

        return $"{space.AsString("")}/{name.AsString("")}";
    }

    private Document Tombstone(string key, Known known)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        using var builder = new DocumentBuilder();
        builder.StartObject().Name("apiVersion"u8).String(_kind.ApiVersion).Name("kind"u8).String(_kind.Kind).Name("metadata"u8).StartObject();
        if (slash > 0)
        {
            builder.Name("namespace"u8).String(key[..slash]);
        }

        builder.Name("name"u8).String(key[(slash + 1)..]).Name("uid"u8).String(known.Uid.ToString()).Name("resourceVersion"u8).String(known.Version.ToString());
        return builder.EndObject().EndObject().Build();
    }

    private readonly record struct Known(Identity Uid, Version Version, int Round);

    /// <summary>A UID: 16 bytes where it is a UUID in canonical form, as all Kubernetes servers make them; text otherwise.</summary>
    private readonly record struct Identity(Guid Uuid, string? Text)
    {
        public static Identity Of(DocumentValue uid)
        {
            if (uid.TryGetUtf8(out var utf8) && utf8.Length == 36 && Utf8Parser.TryParse(utf8, out Guid uuid, out var used) && used == 36 && utf8.IndexOfAnyInRange((byte)'A', (byte)'F') < 0)
            {
                return new(uuid, null);
            }

            return new(default, uid.AsString(""));
        }

        public override string ToString() => Text ?? Uuid.ToString();
    }

    /// <summary>A resourceVersion: comparable where it is a decimal number (KEP-5504), else only equal or not.</summary>
    private readonly record struct Version(ulong Number, string? Text)
    {
        public static Version Of(DocumentValue resourceVersion) =>
            resourceVersion.TryGetUtf8(out var utf8) && Utf8Parser.TryParse(utf8, out ulong number, out var used) && used == utf8.Length
                ? new(number, null)
                : new(0, resourceVersion.AsString(""));

        public bool IsOlderThan(Version other) => Text is null && other.Text is null && Number < other.Number;

        public override string ToString() => Text ?? Number.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
