using Fleet.Api.Storage;
using Fleet.Api.Tests.Hosting;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Resources;
using Fleet.Storage.Log;
using Fleet.Storage.Memory;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fleet.Api.Tests.Storage;

/// <summary>A cache that starts while others write.</summary>
public sealed class WatchCacheStartTests
{
    private static readonly RecordKey Pay = new(RecordKey.Declared, new ObjectKey(FleetKinds.Projects.GroupResource, "", "pay"));

    [Theory]
    [InlineData(1, 100)]
    [InlineData(3, 100)]
    [InlineData(int.MaxValue, 4)]
    public async Task Start_reads_anew_when_the_log_is_trimmed_meanwhile(int times, int changes)
    {
        await using var store = new FailingStore(new MemoryFleetStore(TimeProvider.System, new RetentionOptions { MaxChanges = 16 }));
        await WriteAsync(store, 40);
        var loads = 0;
        store.AfterRead = () => ++loads <= times ? WriteAsync(store, changes) : Task.CompletedTask;
        using var cache = new WatchCache(store, TimeProvider.System, new WatchCacheOptions(), NullLogger<WatchCache>.Instance);
        await cache.StartAsync(default).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.InRange(loads, 2, 4);
        Assert.Equal(store.Head, cache.Position);
        Assert.Equal(store.Head, cache.Find(Pay.Object)!.ResourceVersion);
        await cache.StopAsync(default);
    }

    [Fact]
    public async Task Start_ends_when_it_is_cancelled_though_the_log_is_trimmed_for_ever()
    {
        await using var store = new FailingStore(new MemoryFleetStore(TimeProvider.System, new RetentionOptions { MaxChanges = 16 }));
        await WriteAsync(store, 40);
        using var end = new CancellationTokenSource();
        var loads = 0;
        store.AfterRead = async () =>
        {
            await WriteAsync(store, 100);
            if (++loads == 70)
            {
                await end.CancelAsync();
            }
        };
        using var cache = new WatchCache(store, TimeProvider.System, new WatchCacheOptions(), NullLogger<WatchCache>.Instance);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cache.StartAsync(end.Token).WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.False(cache.IsReady);
    }

    private static async Task WriteAsync(FailingStore store, int changes)
    {
        for (var i = 0; i < changes; i++)
        {
            var document = Document.Parse($$$"""{"apiVersion":"fleetengine.io/v1alpha1","kind":"Project","metadata":{"name":"pay"},"spec":{"description":"{{{i}}}"}}""");
            await store.CommitAsync(new FleetCommit { Mutations = [new Mutation(Pay, document)] }, default);
        }
    }
}
