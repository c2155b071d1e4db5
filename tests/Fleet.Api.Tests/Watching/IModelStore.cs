using Fleet.Storage.Log;

namespace Fleet.Api.Tests.Watching;

/// <summary>A store that outlives a crash of its process.</summary>
internal interface IModelStore : IAsyncDisposable
{
    IFleetStore Store { get; }

    Task ReopenAsync();
}
