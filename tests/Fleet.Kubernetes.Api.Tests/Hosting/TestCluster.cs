using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Kubernetes.Api.Tests.Hosting;

/// <summary>A cluster in memory under a clock that stands still, called without HTTP.</summary>
internal sealed class TestCluster
{
    public TestCluster(ResourceServiceOptions? options = null, MemoryStoreOptions? storeOptions = null)
    {
        Store = new MemoryResourceStore(Time, storeOptions);
        Service = new ResourceService(Store, new ResourceCatalog(TestResources.All), Time, options);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    public MemoryResourceStore Store { get; }

    public ResourceService Service { get; }

    public static RequestContext Client(string manager = "test") =>
        new(Api.Authentication.UserInfo.System) { FieldManager = manager, FieldValidation = FieldValidation.Warn };

    public static ResourceTarget ConfigMap(string? name = null) => new(TestResources.ConfigMaps, "ns", name);

    public async Task<Document> CreateConfigMapAsync(string name, string value = "v", string extraMetadata = "") => (await Service.CreateAsync(
        Client(),
        ConfigMap(),
        Document.Parse($$"""{"metadata":{"name":"{{name}}"{{extraMetadata}}},"data":{"k":"{{value}}"} }"""),
        CancellationToken.None)).Object;
}
