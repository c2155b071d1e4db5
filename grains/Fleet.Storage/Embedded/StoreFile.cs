using Fleet.Kubernetes.Documents;
using Fleet.Storage.Log;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Fleet.Storage.Embedded;

/// <summary>The data file: how it is opened, and what its errors mean to the operator.</summary>
internal sealed class StoreFile(EmbeddedStoreOptions options)
{
    /// <summary>Written into the file; a file of another format is refused, never rewritten.</summary>
    public const int Format = 1;

    private const string Schema = """
        CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        INSERT INTO counters VALUES ('position', 0), ('count0', 0), ('count1', 0), ('count2', 0), ('trimmed0', 0), ('trimmed1', 0), ('trimmed2', 0);
        CREATE TABLE records (
          id INTEGER PRIMARY KEY, partition TEXT NOT NULL, resource TEXT NOT NULL, path TEXT NOT NULL, version INTEGER NOT NULL, document BLOB NOT NULL);
        CREATE UNIQUE INDEX records_key ON records (partition, resource, path);
        CREATE TABLE changes (
          position INTEGER PRIMARY KEY, time INTEGER NOT NULL, type INTEGER NOT NULL, partition TEXT NOT NULL, resource TEXT NOT NULL, path TEXT NOT NULL,
          document BLOB NOT NULL, previous_version INTEGER, previous BLOB);
        CREATE TABLE events (position INTEGER PRIMARY KEY, time INTEGER NOT NULL, document BLOB NOT NULL);
        CREATE TABLE audit (position INTEGER PRIMARY KEY, time INTEGER NOT NULL, document BLOB NOT NULL);
        """;

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetFullPath(options.Folder), EmbeddedStoreOptions.FileName);

    /// <summary>What tells whether the file has lost writes.</summary>
    public HeadWitness Witness { get; } = new(System.IO.Path.GetFullPath(options.Folder));

    /// <summary>Opens the file for the writer, making what is missing and checking what is there.</summary>
    public SqliteConnection OpenWriter() => Guard(() =>
    {
        if (new FileInfo(Path) is not { Exists: true, Length: > 0 })
        {
            ThrowIfBehind(0, Witness.Read());
        }

        var connection = Connect(SqliteOpenMode.ReadWriteCreate);
        try
        {
            Execute(connection, "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA journal_size_limit = 67108864; PRAGMA wal_autocheckpoint = 4000;");
            Prepare(connection);
            if (options.MaxFileBytes is { } bytes)
            {
                LimitSize(connection, bytes);
            }

            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    });

    public SqliteConnection OpenReader() => Guard(() =>
    {
        var connection = Connect(SqliteOpenMode.ReadWrite);
        Execute(connection, "PRAGMA busy_timeout = 5000; PRAGMA query_only = 1; PRAGMA cache_size = -8192;");
        return connection;
    });

    public static void LimitSize(SqliteConnection connection, long bytes) =>
        Execute(connection, $"PRAGMA max_page_count = {bytes / Scalar(connection, "PRAGMA page_size")}");

    /// <summary>Runs what touches the file; its errors become <see cref="StorageUnavailableException"/>.</summary>
    public T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (SqliteException exception)
        {
            throw Explain(exception);
        }
        catch (DocumentFormatException exception)
        {
            throw new StorageUnavailableException(Corrupt($"a document in it is not JSON: {exception.Message}"), exception);
        }
    }

    /// <summary>What an error of SQLite means and what to do about it.</summary>
    public StorageUnavailableException Explain(SqliteException exception)
    {
        var text = exception.SqliteErrorCode switch
        {
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => Corrupt(exception.Message),
            raw.SQLITE_FULL => $"{Path} cannot grow: its disk (or its size limit) is full. Nothing was written; what is there can be read. Free space and write again.",
            raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_CANTOPEN =>
                $"{Path} cannot be opened for writing ({exception.Message}). Check that the folder exists and belongs to this user.",
            _ => $"{Path} cannot be used: {exception.Message}",
        };
        return new StorageUnavailableException(text, exception);
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static long Scalar(SqliteConnection connection, string sql)
    {
        using var statement = new Statement(connection, sql);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    private SqliteConnection Connect(SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path, Mode = mode, Pooling = false }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Makes the tables of a new file. A known file is not written to: it can be opened on a full disk.</summary>
    private void Prepare(SqliteConnection connection)
    {
        var format = Scalar(connection, "PRAGMA user_version");
        if (format == 0 && Scalar(connection, "SELECT count(*) FROM sqlite_master") == 0)
        {
            // A file made by a process that was killed may have a first page and no tables: it has lost writes all the same.
            ThrowIfBehind(0, Witness.Read());

            // The tables go from the -wal into the file at once: without them a file that loses its -wal could not be told from a new one.
            Execute(connection, $"BEGIN IMMEDIATE; {Schema} PRAGMA user_version = {Format}; COMMIT; PRAGMA wal_checkpoint(TRUNCATE);");
        }
        else if (format == Format)
        {
            Check(connection);
            ThrowIfBehind(Scalar(connection, "SELECT value FROM counters WHERE name = 'position'"), Witness.Read());
        }
        else
        {
            throw new StorageUnavailableException(
                $"{Path} has the format {format}, this version of Fleet reads {Format}. Use the version that wrote it, or move the file aside to start with an empty store.");
        }
    }

    private void ThrowIfBehind(long position, long reached)
    {
        if (position < reached)
        {
            throw new StorageUnavailableException(
                $"{Path} ends at position {position}, but {reached} had been reached: writes are missing (the file was emptied, is an old copy, or lost its -wal file). "
                + $"Restore the whole folder from a backup; or, to go on without those writes, delete {Witness.Path}.");
        }
    }

    private void Check(SqliteConnection connection)
    {
        if (new FileInfo(Path).Length > options.CheckedFileBytes)
        {
            return;
        }

        using var check = new Statement(connection, "PRAGMA quick_check(1)");
        if (check.Step() && check.Text(0) is var verdict && verdict != "ok")
        {
            throw new StorageUnavailableException(Corrupt(verdict));
        }
    }

    private string Corrupt(string detail) =>
        $"{Path} is corrupt ({detail}). It was left as it is. Restore the folder from a backup, or move {EmbeddedStoreOptions.FileName}* aside to start with an empty store.";
}
