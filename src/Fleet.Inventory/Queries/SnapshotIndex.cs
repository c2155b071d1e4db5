using System.Collections.Immutable;
using Fleet.Inventory.Workloads;

namespace Fleet.Inventory.Queries;

/// <summary>
/// What queries have read out of a snapshot's documents, kept as long as the snapshot: most shards do not change between two queries, and reading a document
/// misses the cache several times. Thread safe.
/// </summary>
internal sealed class SnapshotIndex(ImmutableArray<Workload> rows)
{
    /// <summary>Labels kept; of more the oldest goes, so that nobody can make them many.</summary>
    private const int MaxLabels = 16;

    private byte[]?[]? _texts;
    private readonly Lock _adding = new();
    private volatile LabelColumn[] _labels = [];

    public LabelColumn Label(byte[] key)
    {
        if (Find(_labels, key) is { } known)
        {
            return known;
        }

        lock (_adding)
        {
            if (Find(_labels, key) is { } added)
            {
                return added;
            }

            var column = new LabelColumn(key, rows.Length);
            _labels = [.. _labels.Skip(Math.Max(0, _labels.Length - MaxLabels + 1)), column];
            return column;
        }
    }

    /// <summary>What a search looks through of a row.</summary>
    public ReadOnlySpan<byte> Text(int row) => (_texts ??= new byte[rows.Length][])[row] ??= SearchText.Of(rows[row]);

    private static LabelColumn? Find(LabelColumn[] columns, ReadOnlySpan<byte> key)
    {
        foreach (var column in columns)
        {
            if (column.Key.SequenceEqual(key))
            {
                return column;
            }
        }

        return null;
    }
}
