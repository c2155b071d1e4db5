using System.Collections.Concurrent;
using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Documents;

namespace Fleet.EndToEnd.Tests;

/// <summary>What a reflector's consumer has: the objects by name.</summary>
internal sealed class Mirror : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Reflector _reflector;
    private readonly Task _running;
    private readonly Task _reading;

    public Mirror(Reflector reflector)
    {
        _reflector = reflector;
        _running = reflector.RunAsync(_stop.Token);
        _reading = ReadAsync();
    }

    public ConcurrentDictionary<string, Document> Objects { get; } = new();

    public int Tombstones { get; private set; }

    public ReflectorStatus Status => _reflector.Status;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await _reading;
        _stop.Dispose();
    }

    private async Task ReadAsync()
    {
        await foreach (var next in _reflector.Events.ReadAllAsync())
        {
            var name = next.Object["metadata"u8]["name"u8].AsString("");
            switch (next.Type)
            {
                case WatchEventType.Added:
                    Assert.True(Objects.TryAdd(name, next.Object), $"{name} was added twice");
                    break;
                case WatchEventType.Modified:
                    Assert.True(Objects.ContainsKey(name), $"{name} was modified before it was added");
                    Objects[name] = next.Object;
                    break;
                case WatchEventType.Deleted:
                    Assert.True(Objects.TryRemove(name, out _), $"{name} was deleted before it was added");
                    Tombstones += next.IsTombstone ? 1 : 0;
                    break;
            }
        }
    }
}
