using Fleet.Kubernetes.Documents;
using Fleet.Storage.Log;
using Microsoft.Data.Sqlite;

namespace Fleet.Storage.Embedded;

/// <summary>The writer's statements. Used by its thread only.</summary>
internal sealed class WriterTables : IDisposable
{
    private static readonly string[] StreamTables = ["changes", "events", "audit"];

    private readonly List<Statement> _all = [];
    private readonly Statement _begin, _commit, _rollback, _find, _insert, _update, _delete, _change, _setCounter;
    private readonly Statement[] _append, _oldest, _trim;
    private readonly SqliteConnection _connection;

    public WriterTables(SqliteConnection connection)
    {
        _connection = connection;
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _rollback = Prepare("ROLLBACK");
        _find = Prepare("SELECT id, version, document FROM records WHERE partition = ?1 AND resource = ?2 AND path = ?3");
        _insert = Prepare("INSERT INTO records (partition, resource, path, version, document) VALUES (?1, ?2, ?3, ?4, ?5)");
        _update = Prepare("UPDATE records SET version = ?2, document = ?3 WHERE id = ?1");
        _delete = Prepare("DELETE FROM records WHERE id = ?1");
        _change = Prepare("INSERT INTO changes VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
        _setCounter = Prepare("UPDATE counters SET value = ?2 WHERE name = ?1");
        _append = [_change, Prepare("INSERT INTO events VALUES (?1, ?2, ?3)"), Prepare("INSERT INTO audit VALUES (?1, ?2, ?3)")];
        _oldest = Array.ConvertAll(StreamTables, table => Prepare($"SELECT position, time FROM {table} ORDER BY position LIMIT ?1"));
        _trim = Array.ConvertAll(StreamTables, table => Prepare($"DELETE FROM {table} WHERE position <= ?1"));
    }

    public void Begin() => _begin.Run();

    public void Commit() => _commit.Run();

    /// <summary>SQLite undoes some failed transactions by itself.</summary>
    public void Rollback()
    {
        if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0)
        {
            _rollback.Run();
        }
    }

    public Dictionary<string, long> ReadCounters()
    {
        using var statement = new Statement(_connection, "SELECT name, value FROM counters");
        var counters = new Dictionary<string, long>();
        while (statement.Step())
        {
            counters[statement.Text(0)] = statement.Int64(1);
        }

        return counters;
    }

    public void SetCounter(string name, long value) => _setCounter.Bind(1, name).Bind(2, value).Run();

    /// <summary>A record and its row; id 0 when there is none.</summary>
    public (long Id, StoredRecord? Record) Find(RecordKey key)
    {
        BindKey(_find, 1, key);
        try
        {
            return _find.Step() ? (_find.Int64(0), new StoredRecord(key, _find.Int64(1), Document.Parse(_find.Blob(2)))) : (0, null);
        }
        finally
        {
            _find.Reset();
        }
    }

    /// <summary>Carries out a mutation on the row <paramref name="id"/> (0: none).</summary>
    public void Write(Mutation mutation, long id, long version)
    {
        if (mutation.Document is not { } document)
        {
            if (id != 0)
            {
                _delete.Bind(1, id).Run();
            }
        }
        else if (id != 0)
        {
            _update.Bind(1, id).Bind(2, version).Bind(3, document.ToUtf8().Span).Run();
        }
        else
        {
            BindKey(_insert, 1, mutation.Key);
            _insert.Bind(4, version).Bind(5, document.ToUtf8().Span).Run();
        }
    }

    public void Append(LogEntry entry)
    {
        var statement = _append[(int)entry.Stream].Bind(1, entry.Position).Bind(2, entry.Time.UtcTicks);
        if (entry.Stream != LogStream.Changes)
        {
            statement.Bind(3, entry.Document.ToUtf8().Span).Run();
            return;
        }

        statement.Bind(3, (long)entry.Type);
        BindKey(statement, 4, entry.Key);
        statement.Bind(7, entry.Document.ToUtf8().Span);
        if (entry.Previous is { } previous)
        {
            statement.Bind(8, previous.Version).Bind(9, previous.Document.ToUtf8().Span);
        }

        statement.Run();
    }

    /// <summary>The oldest entries of a stream, at most <paramref name="limit"/>.</summary>
    public List<(long Position, DateTimeOffset Time)> Oldest(LogStream stream, int limit)
    {
        var entries = new List<(long, DateTimeOffset)>(limit);
        var statement = _oldest[(int)stream].Bind(1, limit);
        while (statement.Step())
        {
            entries.Add((statement.Int64(0), new DateTimeOffset(statement.Int64(1), TimeSpan.Zero)));
        }

        statement.Reset();
        return entries;
    }

    public void Trim(LogStream stream, long upTo) => _trim[(int)stream].Bind(1, upTo).Run();

    public void Dispose() => _all.ForEach(statement => statement.Dispose());

    private static void BindKey(Statement statement, int parameter, RecordKey key) =>
        statement.Bind(parameter, key.Partition).Bind(parameter + 1, key.Object.Resource.ToString()).Bind(parameter + 2, RecordOrder.PathOf(key.Object));

    private Statement Prepare(string sql)
    {
        var statement = new Statement(_connection, sql);
        _all.Add(statement);
        return statement;
    }
}
