using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Fleet.Kubernetes.FieldSets;

/// <summary>
/// A bounded hash table from bytes to what they stand for. Reads take no lock, writes do; a table that is full starts anew, so that hostile keys cost
/// no more memory than the bound.
/// </summary>
internal sealed class ByteTable<T>(int maxEntries, int maxBytes)
{
    private const int FirstBuckets = 256;
    private readonly Lock _gate = new();
    private Entry?[] _buckets = new Entry?[FirstBuckets];
    private int _count;
    private int _bytes;

    public bool TryGet(ReadOnlySpan<byte> key, [MaybeNullWhen(false)] out T value)
    {
        var hash = Hash(key);
        var buckets = Volatile.Read(ref _buckets);
        for (var entry = Volatile.Read(ref buckets[hash & (buckets.Length - 1)]); entry is not null; entry = entry.Next)
        {
            if (entry.Hash == hash && entry.Key.AsSpan().SequenceEqual(key))
            {
                value = entry.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    public void Add(ReadOnlySpan<byte> key, T value)
    {
        if (key.Length > maxBytes / 4)
        {
            return;
        }

        lock (_gate)
        {
            if (_count == maxEntries || _bytes + key.Length > maxBytes)
            {
                _count = 0;
                _bytes = 0;
                Volatile.Write(ref _buckets, new Entry?[FirstBuckets]);
            }
            else if (_count == _buckets.Length)
            {
                Volatile.Write(ref _buckets, Grow(_buckets));
            }

            Insert(_buckets, key.ToArray(), Hash(key), value);
            _count++;
            _bytes += key.Length;
        }
    }

    private static void Insert(Entry?[] buckets, byte[] key, int hash, T value)
    {
        ref var bucket = ref buckets[hash & (buckets.Length - 1)];
        Volatile.Write(ref bucket, new Entry(key, hash, value, bucket));
    }

    private static Entry?[] Grow(Entry?[] buckets)
    {
        var grown = new Entry?[buckets.Length * 2];
        foreach (var head in buckets)
        {
            for (var entry = head; entry is not null; entry = entry.Next)
            {
                Insert(grown, entry.Key, entry.Hash, entry.Value);
            }
        }

        return grown;
    }

    private static int Hash(ReadOnlySpan<byte> key)
    {
        var hash = (ulong)key.Length;
        while (key.Length >= 8)
        {
            hash = (BitOperations.RotateLeft(hash, 5) ^ BitConverter.ToUInt64(key)) * 0x9E3779B97F4A7C15;
            key = key[8..];
        }

        foreach (var value in key)
        {
            hash = (BitOperations.RotateLeft(hash, 5) ^ value) * 0x9E3779B97F4A7C15;
        }

        return (int)(hash >> 33);
    }

    private sealed class Entry(byte[] key, int hash, T value, Entry? next)
    {
        public byte[] Key { get; } = key;

        public int Hash { get; } = hash;

        public T Value { get; } = value;

        public Entry? Next { get; } = next;
    }
}
