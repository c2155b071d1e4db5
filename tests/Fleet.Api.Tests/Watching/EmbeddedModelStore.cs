using Fleet.Storage.Embedded;
using Fleet.Storage.Log;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fleet.Api.Tests.Watching;

/// <summary>On disk: a crash closes the file, and what was committed is read from it again.</summary>
internal sealed class EmbeddedModelStore : IModelStore
{
    private readonly EmbeddedStoreOptions _options;
    private IFleetStore _store;

    private EmbeddedModelStore(EmbeddedStoreOptions options, IFleetStore store)
    {
        _options = options;
        _store = store;
    }

    public IFleetStore Store => _store;

    public static async Task<EmbeddedModelStore> OpenAsync(int changes)
    {
        var options = new EmbeddedStoreOptions
        {
            Folder = Directory.CreateTempSubdirectory("fleet-model-").FullName,
            Retention = new RetentionOptions { MaxChanges = changes },
        };
        return new EmbeddedModelStore(options, await OpenAsync(options));
    }

    public async Task ReopenAsync()
    {
        await _store.DisposeAsync();
        _store = await OpenAsync(_options);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_options.Folder, recursive: true);
    }

    private static async Task<IFleetStore> OpenAsync(EmbeddedStoreOptions options) =>
        await EmbeddedFleetStore.OpenAsync(options, ModelFleet.Time, NullLogger<EmbeddedFleetStore>.Instance, default);
}
