using Fleet.Grains.Clusters.Conditions;
using Fleet.Grains.Queries;
using Fleet.Kubernetes.Documents;
using Fleet.Storage.Log;
using Fleet.Storage.Memory;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fleet.Grains.Tests.Queries;

public sealed class FleetDirectoryTests
{
    [Theory]
    [InlineData("Reachable", "False", "Timeout", true)]
    [InlineData("Synced", "False", "Stale", true)]
    [InlineData("Synced", "False", "KindsBehind", true)]
    [InlineData("Synced", "False", "Reading", false)]
    [InlineData("Reachable", "Unknown", "Connecting", false)]
    [InlineData("Reachable", "True", "Connected", false)]
    [InlineData("Authorized", "False", "MissingPermissions", false)]
    public async Task Cluster_condition_says_that_it_is_behind(string type, string status, string reason, bool isBehind)
    {
        await using var store = new MemoryFleetStore(TimeProvider.System);
        using var directory = new FleetDirectory(store, TimeProvider.System, NullLogger<FleetDirectory>.Instance);
        await directory.StartAsync(default);
        var cluster = Document.Parse($$$"""{"metadata":{"name":"c1"},"status":{"conditions":[{"type":"{{{type}}}","status":"{{{status}}}","reason":"{{{reason}}}"}]}}""");
        await store.CommitAsync(new FleetCommit { Mutations = [new Mutation(StatusKeeper.KeyOf("c1"), cluster)] }, default);
        await directory.CatchUpAsync(default);

        Assert.Equal(isBehind, directory.Find("c1")!.IsBehind);
        await directory.StopAsync(default);
    }
}
