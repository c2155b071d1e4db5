using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Storage.Embedded;
using Fleet.Storage.Log;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fleet.Storage.Tests.Embedded;

/// <summary>Data folders that are in use, corrupt, or not what they were: a clear error, and nothing is touched.</summary>
public sealed class BadFolderTests : IDisposable
{
    private static readonly GroupResource Resource = new("test", "things");

    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-store-").FullName;

    private string DataFile => Path.Combine(_folder, EmbeddedStoreOptions.FileName);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_folder_in_use_by_another_process_is_refused_with_its_id()
    {
        await using var other = await WriterProcess.StartAsync(_folder, writers: 0);
        var error = await Assert.ThrowsAsync<StorageUnavailableException>(() => OpenAsync());
        Assert.Contains(_folder, error.Message, StringComparison.Ordinal);
        Assert.Contains($"process {other.Id}:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_opened_twice_in_one_process_is_refused_and_free_once_closed()
    {
        await using (await OpenAsync())
        {
            await Assert.ThrowsAsync<StorageUnavailableException>(() => OpenAsync());
        }

        await using var again = await OpenAsync();
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(0, 4096)]
    [InlineData(4096, 8192)]
    public async Task A_corrupt_file_is_refused_named_and_left_as_it_is(int from, int length)
    {
        await FillAsync(200);
        Overwrite(from, length);
        var before = await File.ReadAllBytesAsync(DataFile);

        await IsRefusedAsync("corrupt", "Restore");
        Assert.Equal(before, await File.ReadAllBytesAsync(DataFile));
    }

    [Fact]
    public async Task Corruption_that_is_met_later_is_told_by_reads()
    {
        await FillAsync(2000);
        Overwrite(20 * 4096, (int)new FileInfo(DataFile).Length - (24 * 4096));
        await using var store = await OpenAsync(checkedBytes: 0);
        var error = await Assert.ThrowsAsync<StorageUnavailableException>(async () =>
        {
            await foreach (var record in store.ReadAsync("prod", null, default))
            {
                Assert.NotNull(record);
            }
        });
        Assert.Contains(DataFile, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_emptied_file_is_not_taken_for_a_new_store()
    {
        await FillAsync(10);
        await File.WriteAllBytesAsync(DataFile, []);
        await IsRefusedAsync("writes are missing", "fleet.head");
        Assert.Equal(0, new FileInfo(DataFile).Length);
    }

    [Fact]
    public async Task A_missing_file_is_not_taken_for_a_new_store()
    {
        await FillAsync(10);
        File.Delete(DataFile);
        await IsRefusedAsync("writes are missing", "fleet.head");
    }

    [Fact]
    public async Task An_old_copy_of_the_file_is_refused_and_taken_once_the_operator_says_so()
    {
        await FillAsync(10);
        var old = await File.ReadAllBytesAsync(DataFile);
        await FillAsync(10);
        await File.WriteAllBytesAsync(DataFile, old);
        await IsRefusedAsync("ends at position 10", "but 20 had been reached");

        File.Delete(Path.Combine(_folder, "fleet.head"));
        await using var store = await OpenAsync();
        Assert.Equal(10, store.Head);
    }

    [Fact]
    public async Task A_young_file_that_lost_its_write_ahead_log_is_refused_and_the_witness_kept()
    {
        var young = Path.Combine(_folder, "young");
        var witness = Path.Combine(young, HeadWitness.FileName);
        await using (await FillAsync(10, young))
        {
            // What a killed process leaves, without the -wal: the file was never checkpointed since its tables were made.
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (!File.Exists(witness) || await File.ReadAllTextAsync(witness, limit.Token) != "10")
            {
                await Task.Delay(20, limit.Token);
            }

            File.Copy(witness, Path.Combine(_folder, HeadWitness.FileName));
            File.Copy(Path.Combine(young, EmbeddedStoreOptions.FileName), DataFile);
        }

        await IsRefusedAsync("ends at position 0", "but 10 had been reached");
        Assert.Equal("10", await File.ReadAllTextAsync(Path.Combine(_folder, HeadWitness.FileName)));
    }

    [Fact]
    public async Task A_file_without_tables_is_not_taken_for_a_new_store_when_the_log_had_begun()
    {
        await using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={DataFile};Pooling=False"))
        {
            await connection.OpenAsync();
            StoreFile.Execute(connection, "PRAGMA journal_mode = WAL");
        }

        var witness = Path.Combine(_folder, HeadWitness.FileName);
        await File.WriteAllTextAsync(witness, "39");
        Assert.Equal(4096, new FileInfo(DataFile).Length);

        await IsRefusedAsync("ends at position 0", "but 39 had been reached");
        Assert.Equal("39", await File.ReadAllTextAsync(witness));

        File.Delete(witness);
        await using var store = await OpenAsync();
        Assert.Equal(0, store.Head);
    }

    [Fact]
    public async Task A_file_of_a_newer_format_is_refused()
    {
        await FillAsync(1);
        await using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={DataFile};Pooling=False"))
        {
            await connection.OpenAsync();
            StoreFile.Execute(connection, "PRAGMA user_version = 99");
        }

        await IsRefusedAsync("format 99", "reads 1");
    }

    [Fact]
    public async Task Something_else_in_the_files_place_is_refused()
    {
        await File.WriteAllTextAsync(DataFile, "these are not the bytes you are looking for " + new string('.', 5000));
        await IsRefusedAsync("corrupt", "move fleet.db* aside");
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "file"), "");
        var error = await Assert.ThrowsAsync<StorageUnavailableException>(() => OpenAsync(Path.Combine(_folder, "file", "data")));
        Assert.Contains(Path.Combine(_folder, "file", "data"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_folder_is_its_owners_alone()
    {
        var folder = Path.Combine(_folder, "new", "data");
        await using var store = await OpenAsync(folder);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        }
    }

    [Theory]
    [InlineData(0, 1, "MaxChanges is 0")]
    [InlineData(1, 0, "MaxChangeAge is 00:00:00")]
    public async Task Options_out_of_range_are_named(int changes, int seconds, string expected)
    {
        var options = new EmbeddedStoreOptions { Folder = _folder, Retention = new() { MaxChanges = changes, MaxChangeAge = TimeSpan.FromSeconds(seconds) } };
        var error = await Assert.ThrowsAsync<ArgumentException>(() =>
            EmbeddedFleetStore.OpenAsync(options, TimeProvider.System, NullLogger<EmbeddedFleetStore>.Instance, default));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private async Task IsRefusedAsync(params string[] parts)
    {
        var error = await Assert.ThrowsAsync<StorageUnavailableException>(() => OpenAsync());
        Assert.All([DataFile, .. parts], part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    private void Overwrite(int from, int length)
    {
        using var file = File.OpenWrite(DataFile);
        file.Position = from;
        file.Write(Enumerable.Range(0, length).Select(i => (byte)(i * 31)).ToArray());
    }

    private async Task FillAsync(int records)
    {
        await using var store = await FillAsync(records, _folder);
    }

    private static async Task<EmbeddedFleetStore> FillAsync(int records, string folder)
    {
        var store = await OpenAsync(folder);
        for (var i = 0; i < records; i++)
        {
            var document = Document.Parse($$"""{"n":{{i}},"filler":"{{new string('x', 500)}}"}""");
            var key = new RecordKey("prod", new ObjectKey(Resource, "", $"t{i}"));
            await store.CommitAsync(new FleetCommit { Mutations = [new Mutation(key, document) { IsLogged = false }] }, default);
        }

        return store;
    }

    private Task<EmbeddedFleetStore> OpenAsync(long checkedBytes = 64 << 20) => OpenAsync(_folder, checkedBytes);

    private static Task<EmbeddedFleetStore> OpenAsync(string folder, long checkedBytes = 64 << 20) => EmbeddedFleetStore.OpenAsync(
        new EmbeddedStoreOptions { Folder = folder, CheckedFileBytes = checkedBytes }, TimeProvider.System, NullLogger<EmbeddedFleetStore>.Instance, default);
}
