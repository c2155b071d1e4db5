using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Storage.Embedded;
using Fleet.Storage.Log;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fleet.Storage.Tests.Embedded;

/// <summary>A full disk: writes fail and say why, reads go on, and writes work again when there is space.</summary>
public sealed class FullDiskTests : IDisposable
{
    private static readonly GroupResource Resource = new("test", "things");

    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-store-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_file_at_its_limit_refuses_writes_and_goes_on_when_the_limit_is_raised()
    {
        await using var store = await OpenAsync(_folder, maxBytes: 2 << 20);
        await StaysUsableAsync(store, Path.Combine(_folder, EmbeddedStoreOptions.FileName), () => store.Writer.LimitSize(1 << 30));
    }

    [TmpfsFact]
    public async Task A_full_disk_refuses_writes_and_goes_on_when_there_is_space()
    {
        using var disk = TemporaryDisk.Mount(_folder, bytes: 8 << 20);
        var ballast = Path.Combine(_folder, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[5 << 20]);
        await using var store = await OpenAsync(_folder);
        await StaysUsableAsync(store, Path.Combine(_folder, EmbeddedStoreOptions.FileName), () => File.Delete(ballast));
    }

    [TmpfsFact]
    public async Task A_store_on_a_full_disk_can_be_opened_and_read()
    {
        using var disk = TemporaryDisk.Mount(_folder, bytes: 4 << 20);
        await using (var store = await OpenAsync(_folder))
        {
            await store.CommitAsync(Put(1, 100), default);
        }

        await FillAsync(Path.Combine(_folder, "ballast"), leave: 64 << 10);
        await using var again = await OpenAsync(_folder);
        Assert.NotNull(await again.GetAsync(KeyOf(1), default));
    }

    [Fact]
    public async Task One_commit_too_big_for_the_space_left_does_not_take_others_with_it()
    {
        await using var store = await OpenAsync(_folder, maxBytes: 2 << 20);
        var commits = Enumerable.Range(0, 40).Select(i => store.CommitAsync(Put(i, i == 20 ? 3_000_000 : 100), default).AsTask()).ToArray();
        await Assert.ThrowsAsync<StorageUnavailableException>(() => Task.WhenAll(commits));
        Assert.All(commits.Select((task, i) => (task, i)), each => Assert.Equal(each.i != 20, each.task.IsCompletedSuccessfully));
    }

    private static async Task StaysUsableAsync(EmbeddedFleetStore store, string file, Action makeSpace)
    {
        var written = 0;
        var error = await Assert.ThrowsAsync<StorageUnavailableException>(async () =>
        {
            while (true)
            {
                await store.CommitAsync(Put(written, 20_000), default);
                written++;
            }
        });
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.Contains("full", error.Message, StringComparison.Ordinal);

        var head = store.Head;
        Assert.NotNull(await store.GetAsync(KeyOf(written - 1), default));
        Assert.Null(await store.GetAsync(KeyOf(written), default));
        Assert.Equal(written, await CountAsync(store));
        Assert.Single(await store.ReadLogAsync(LogStream.Changes, head - 1, 10, default));

        makeSpace();
        Assert.Equal(head + 1, (await store.CommitAsync(Put(written, 20_000), default)).First);
        Assert.Equal(written + 1, await CountAsync(store));
    }

    private static RecordKey KeyOf(int n) => new("prod", new ObjectKey(Resource, "", $"t{n:00000}"));

    private static FleetCommit Put(int n, int size) =>
        new() { Mutations = [new Mutation(KeyOf(n), Document.Parse($$"""{"filler":"{{new string('x', size)}}"}""")) { ExpectedVersion = 0 }] };

    private static async Task<int> CountAsync(EmbeddedFleetStore store)
    {
        var count = 0;
        await foreach (var record in store.ReadAsync("prod", null, default))
        {
            count++;
        }

        return count;
    }

    private static async Task FillAsync(string path, int leave)
    {
        var free = new DriveInfo(Path.GetDirectoryName(path)!).AvailableFreeSpace;
        await File.WriteAllBytesAsync(path, new byte[free - leave]);
    }

    private static Task<EmbeddedFleetStore> OpenAsync(string folder, long? maxBytes = null) => EmbeddedFleetStore.OpenAsync(
        new EmbeddedStoreOptions { Folder = folder, MaxFileBytes = maxBytes }, TimeProvider.System, NullLogger<EmbeddedFleetStore>.Instance, default);
}
