using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;

namespace Fleet.Inventory.Queries;

/// <summary>Counts UTF-8 texts; a text is only copied the first time it is seen. Not thread safe.</summary>
internal sealed class Utf8Counts
{
    private readonly Dictionary<byte[], long> _counts;
    private readonly Dictionary<byte[], long>.AlternateLookup<ReadOnlySpan<byte>> _lookup;

    public Utf8Counts()
    {
        _counts = new(new Comparer());
        _lookup = _counts.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public void Add(ReadOnlySpan<byte> text) => CollectionsMarshal.GetValueRefOrAddDefault(_lookup, text, out _)++;

    public Dictionary<string, long> ToDictionary() => _counts.ToDictionary(entry => Encoding.UTF8.GetString(entry.Key), entry => entry.Value, StringComparer.Ordinal);

    private sealed class Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

        /// <summary>Seeded anew in each process: values are anybody's, and none may collide on purpose.</summary>
        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }
    }
}
