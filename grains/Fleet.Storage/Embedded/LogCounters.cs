using Fleet.Storage.Log;

namespace Fleet.Storage.Embedded;

/// <summary>The numbers of a store that are written with every transaction: the position, and of each stream its length and what was trimmed.</summary>
internal sealed class LogCounters
{
    private readonly long[] _counts = new long[3];
    private readonly long[] _trimmed = new long[3];

    public LogCounters()
    {
    }

    public LogCounters(IReadOnlyDictionary<string, long> stored)
    {
        Position = stored["position"];
        for (var i = 0; i < 3; i++)
        {
            _counts[i] = stored[$"count{i}"];
            _trimmed[i] = stored[$"trimmed{i}"];
        }
    }

    public long Position { get; set; }

    public long Count(LogStream stream) => _counts[(int)stream];

    public long Trimmed(LogStream stream) => Volatile.Read(ref _trimmed[(int)stream]);

    public void Added(LogStream stream) => _counts[(int)stream]++;

    public void Removed(LogStream stream, int count, long upTo)
    {
        _counts[(int)stream] -= count;
        _trimmed[(int)stream] = upTo;
    }

    /// <summary>Becomes equal to another: at the start of a transaction, and again when it is undone.</summary>
    public void CopyFrom(LogCounters other)
    {
        Position = other.Position;
        for (var i = 0; i < 3; i++)
        {
            _counts[i] = other._counts[i];
            Volatile.Write(ref _trimmed[i], other._trimmed[i]);
        }
    }

    /// <summary>Writes what differs from what is stored.</summary>
    public void Save(WriterTables tables, LogCounters stored)
    {
        if (Position != stored.Position)
        {
            tables.SetCounter("position", Position);
        }

        for (var i = 0; i < 3; i++)
        {
            if (_counts[i] != stored._counts[i])
            {
                tables.SetCounter($"count{i}", _counts[i]);
            }

            if (_trimmed[i] != stored._trimmed[i])
            {
                tables.SetCounter($"trimmed{i}", _trimmed[i]);
            }
        }
    }
}
