using System.Diagnostics.CodeAnalysis;

namespace Fleet.Kubernetes.Documents;

/// <summary>
/// Subtrees that many documents have in common (the pod spec of a ReplicaSet's pods, field sets of a manager), each kept once. Weak: a subtree lives as
/// long as a document refers to it. A subtree is shared from its second sighting on, so what occurs once costs nothing. Thread safe.
/// </summary>
/// <remarks>Equal means equal bytes, always compared: a hostile cluster can waste the table of sightings, not change another's objects.</remarks>
public sealed class DocumentPool
{
    /// <summary>A reference and a document of its own cost about 270 bytes: smaller subtrees would need many sharers to pay.</summary>
    internal const int MinBytes = 96;

    private const int ShardCount = 32;

    private readonly Shard[] _shards;

    /// <param name="sightings">Size of the table of subtrees seen once, a power of two; 4 bytes each.</param>
    public DocumentPool(int sightings = 1 << 18)
    {
        if (sightings < ShardCount || (sightings & (sightings - 1)) != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(sightings), sightings, $"A power of two from {ShardCount} is accepted.");
        }

        _shards = [.. Enumerable.Range(0, ShardCount).Select(_ => new Shard(sightings / ShardCount))];
    }

    /// <summary>Subtrees in the table, alive or not yet swept.</summary>
    public int Count => _shards.Sum(shard => shard.Count);

    /// <summary>The shared document equal to <paramref name="value"/> (a container without shared parts), or false on its first sighting.</summary>
    internal bool TryShare(DocumentValue value, [NotNullWhen(true)] out Document? shared)
    {
        var raw = value.Raw;
        var code = default(HashCode);
        code.AddBytes(raw);
        var hash = code.ToHashCode();
        shared = _shards[(uint)hash % ShardCount].Share(hash, raw, value);
        return shared is not null;
    }

    private sealed class Shard(int sightings)
    {
        private const int FirstSweep = 256;

        private readonly Lock _lock = new();
        private readonly int[] _seen = new int[sightings];
        private readonly Dictionary<int, WeakReference<Document>> _shared = [];
        private int _sweepAt = FirstSweep;

        public int Count
        {
            get
            {
                lock (_lock)
                {
                    return _shared.Count;
                }
            }
        }

        public Document? Share(int hash, ReadOnlySpan<byte> raw, DocumentValue value)
        {
            lock (_lock)
            {
                if (_shared.TryGetValue(hash, out var entry) && entry.TryGetTarget(out var found))
                {
                    // Another subtree of the same hash: one of the two is shared.
                    return found.Bytes.AsSpan().SequenceEqual(raw) ? found : null;
                }

                ref var seen = ref _seen[(uint)hash / ShardCount % (uint)_seen.Length];
                if (seen != hash)
                {
                    seen = hash;
                    return null;
                }

                var shared = value.ToDocument();
                _shared[hash] = new WeakReference<Document>(shared);
                SweepNeedsLock();
                return shared;
            }
        }

        private void SweepNeedsLock()
        {
            if (_shared.Count < _sweepAt)
            {
                return;
            }

            foreach (var (hash, entry) in _shared)
            {
                if (!entry.TryGetTarget(out _))
                {
                    _shared.Remove(hash);
                }
            }

            _sweepAt = Math.Max(FirstSweep, _shared.Count * 2);
        }
    }
}
