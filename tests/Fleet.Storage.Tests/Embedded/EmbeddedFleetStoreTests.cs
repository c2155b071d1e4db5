using Fleet.Storage.Embedded;
using Fleet.Storage.Log;
using Fleet.Storage.Tests.Conformance;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fleet.Storage.Tests.Embedded;

public sealed class EmbeddedFleetStoreTests : StoreConformance, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-store-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    protected override async Task<IFleetStore> OpenAsync(RetentionOptions? retention = null, TimeProvider? time = null) =>
        await EmbeddedFleetStore.OpenAsync(
            new EmbeddedStoreOptions { Folder = _folder, Retention = retention ?? new() }, time ?? TimeProvider.System, NullLogger<EmbeddedFleetStore>.Instance, default);
}
