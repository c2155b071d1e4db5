using Fleet.Storage.Log;
using Fleet.Storage.Memory;
using Fleet.Storage.Tests.Conformance;

namespace Fleet.Storage.Tests.Memory;

public sealed class MemoryFleetStoreTests : StoreConformance
{
    protected override bool IsDurable => false;

    protected override Task<IFleetStore> OpenAsync(RetentionOptions? retention = null, TimeProvider? time = null) =>
        Task.FromResult<IFleetStore>(new MemoryFleetStore(time ?? TimeProvider.System, retention));
}
