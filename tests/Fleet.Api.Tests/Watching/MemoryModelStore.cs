using Fleet.Storage.Log;
using Fleet.Storage.Memory;

namespace Fleet.Api.Tests.Watching;

/// <summary>In memory: a crash takes the reader only.</summary>
internal sealed class MemoryModelStore(int changes) : IModelStore
{
    public IFleetStore Store { get; } = new MemoryFleetStore(ModelFleet.Time, new RetentionOptions { MaxChanges = changes });

    public Task ReopenAsync() => Task.CompletedTask;

    public ValueTask DisposeAsync() => Store.DisposeAsync();
}
