using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Storage.Log;
using Microsoft.Data.Sqlite;

namespace Fleet.Storage.Embedded;

/// <summary>A connection that reads, with its statements. Used by one caller at a time.</summary>
internal sealed class EmbeddedReader : IDisposable
{
    private const int RowsAtOnce = 256;
    private const int BytesAtOnce = 1 << 20;

    private readonly SqliteConnection _connection;
    private readonly Statement _begin, _end, _find, _records, _recordsOfResource, _trimmed;
    private readonly Statement[] _streams;
    private (string Text, GroupResource Resource) _lastResource = ("", default);
    private Statement? _reading;

    public EmbeddedReader(SqliteConnection connection)
    {
        _connection = connection;
        _begin = new Statement(connection, "BEGIN");
        _end = new Statement(connection, "COMMIT");
        _find = new Statement(connection, "SELECT version, document FROM records WHERE partition = ?1 AND resource = ?2 AND path = ?3");
        _records = new Statement(connection, "SELECT resource, path, version, document FROM records WHERE partition = ?1 ORDER BY resource, path");
        _recordsOfResource = new Statement(
            connection, "SELECT resource, path, version, document FROM records WHERE partition = ?1 AND resource = ?2 ORDER BY path");
        _trimmed = new Statement(connection, "SELECT value FROM counters WHERE name = ?1");
        const string Window = "WHERE position > ?1 AND position <= ?2 ORDER BY position LIMIT ?3";
        _streams =
        [
            new Statement(connection, $"SELECT position, time, document, type, partition, resource, path, previous_version, previous FROM changes {Window}"),
            new Statement(connection, $"SELECT position, time, document FROM events {Window}"),
            new Statement(connection, $"SELECT position, time, document FROM audit {Window}"),
        ];
    }

    public StoredRecord? Find(RecordKey key)
    {
        try
        {
            _find.Bind(1, key.Partition).Bind(2, key.Object.Resource.ToString()).Bind(3, RecordOrder.PathOf(key.Object));
            return _find.Step() ? new StoredRecord(key, _find.Int64(0), Document.Parse(_find.Blob(1))) : null;
        }
        finally
        {
            _find.Reset();
        }
    }

    /// <summary>Begins to read records; what follows sees one state of the store. <see cref="EndRecords"/> ends it.</summary>
    public void StartRecords(string partition, GroupResource? resource)
    {
        _reading = resource is null ? _records : _recordsOfResource;
        _reading.Bind(1, partition);
        if (resource is { } only)
        {
            _reading.Bind(2, only.ToString());
        }
    }

    /// <summary>The next records; none at the end.</summary>
    public List<StoredRecord> NextRecords(string partition)
    {
        var records = new List<StoredRecord>(RowsAtOnce);
        var bytes = 0;
        while (_reading is not null && records.Count < RowsAtOnce && bytes < BytesAtOnce)
        {
            if (!_reading.Step())
            {
                // One more step would start all over.
                EndRecords();
                break;
            }

            var document = _reading.Blob(3);
            bytes += document.Length;
            records.Add(new StoredRecord(new RecordKey(partition, KeyOf(_reading.Text(0), _reading.Text(1))), _reading.Int64(2), Document.Parse(document)));
        }

        return records;
    }

    public void EndRecords()
    {
        _reading?.Reset();
        _reading = null;
    }

    /// <summary>Entries of one stream or (null) all.</summary>
    /// <exception cref="LogExpiredException">What follows <paramref name="after"/> was trimmed.</exception>
    public LogSlice ReadLog(LogStream? stream, long after, long head, int limit)
    {
        var streams = stream is { } one ? [one] : Enum.GetValues<LogStream>();
        _begin.Run();
        try
        {
            CommitCheck.ThrowIfOutside(after, streams.Max(Trimmed), head);
            var entries = streams.SelectMany(each => ReadStream(each, after, head, limit)).ToList();
            entries.Sort((a, b) => a.Position.CompareTo(b.Position));
            if (entries.Count < limit)
            {
                return new LogSlice(entries, head);
            }

            entries.RemoveRange(limit, entries.Count - limit);
            return new LogSlice(entries, entries[^1].Position);
        }
        finally
        {
            _end.Run();
        }
    }

    public void Dispose()
    {
        foreach (var statement in (Statement[])[_begin, _end, _find, _records, _recordsOfResource, _trimmed, .. _streams])
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }

    private long Trimmed(LogStream stream)
    {
        try
        {
            return _trimmed.Bind(1, $"trimmed{(int)stream}").Step() ? _trimmed.Int64(0) : 0;
        }
        finally
        {
            _trimmed.Reset();
        }
    }

    private List<LogEntry> ReadStream(LogStream stream, long after, long head, int limit)
    {
        var entries = new List<LogEntry>();
        var statement = _streams[(int)stream].Bind(1, after).Bind(2, head).Bind(3, limit);
        try
        {
            while (statement.Step())
            {
                var entry = new LogEntry(stream, statement.Int64(0), new DateTimeOffset(statement.Int64(1), TimeSpan.Zero), Document.Parse(statement.Blob(2)));
                entries.Add(stream == LogStream.Changes ? ReadChange(entry, statement) : entry);
            }

            return entries;
        }
        finally
        {
            statement.Reset();
        }
    }

    private LogEntry ReadChange(LogEntry entry, Statement statement)
    {
        var key = new RecordKey(statement.Text(4), KeyOf(statement.Text(5), statement.Text(6)));
        return entry with
        {
            Key = key,
            Type = (StoreEventType)statement.Int64(3),
            Previous = statement.IsNull(7) ? null : new StoredRecord(key, statement.Int64(7), Document.Parse(statement.Blob(8))),
        };
    }

    /// <summary>Rows come ordered, so that most share the resource of the one before.</summary>
    private ObjectKey KeyOf(string resource, string path)
    {
        var key = RecordOrder.Parse(resource, path);
        if (_lastResource.Text != resource)
        {
            _lastResource = (resource, key.Resource);
        }

        return key with { Resource = _lastResource.Resource };
    }
}
