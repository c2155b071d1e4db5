using Fleet.Kubernetes.Api.Metadata;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Kinds;
using Fleet.Simulator.Seeding;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Simulator.Tests.Seeding;

public class BootstrapApiServicesTests
{
    [Fact]
    public async Task StoreAsync_registers_every_group_version_once()
    {
        var store = new MemoryResourceStore(new FakeTimeProvider());
        await BootstrapApiServices.StoreAsync(
            store, [.. BuiltInResources.All, .. BuiltInResources.Metrics], new IdentityGenerator(), DateTimeOffset.UnixEpoch, CancellationToken.None);
        var page = await store.ListAsync(new StoreListQuery(new GroupResource("apiregistration.k8s.io", "apiservices")), CancellationToken.None);
        var names = page.Objects.Select(stored => stored.Key.Name).ToList();
        Assert.Equal(23, names.Count);
        Assert.Contains("v1.", names);
        Assert.Contains("v1beta1.metrics.k8s.io", names);
        Assert.All(page.Objects, stored => Assert.Equal("True", stored.Document["status"u8]["conditions"u8][0]["status"u8].AsString()));
        var scalers = page.Objects.Where(stored => stored.Key.Name.EndsWith(".autoscaling", StringComparison.Ordinal))
            .OrderByDescending(stored => stored.Document["spec"u8]["versionPriority"u8].AsInt64())
            .Select(stored => stored.Key.Name);
        Assert.Equal(["v2.autoscaling", "v1.autoscaling"], scalers);
    }
}
