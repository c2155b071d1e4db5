using Fleet.Kubernetes.Api;
using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Resources.Tests;

/// <summary>The fleet's kinds over a store in memory.</summary>
internal sealed class FleetApi
{
    public FleetApi() => Service = new ResourceService(new MemoryResourceStore(Time), Catalog, Time);

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 25, 2, 0, 0, TimeSpan.Zero));

    public ResourceCatalog Catalog { get; } = FleetCatalog.Create();

    public ResourceService Service { get; }

    public static RequestContext Client { get; } = new(UserInfo.System) { FieldManager = "test", FieldValidation = FieldValidation.Strict };

    public ResourceTarget Target(GroupVersionResource resource, string? name = null, string? subresource = null)
    {
        var definition = Catalog.Find(resource)!;
        return new ResourceTarget(definition, null, name, subresource is null ? null : definition.FindSubresource(subresource));
    }

    public async Task<Document> CreateAsync(GroupVersionResource resource, string name, string spec) => (await Service.CreateAsync(
        Client, Target(resource), Document.Parse($$"""{"metadata":{"name":"{{name}}"},"spec":{{spec}}}"""), CancellationToken.None)).Object;

    /// <summary>The message a create is refused with.</summary>
    public async Task<string> RefusalAsync(GroupVersionResource resource, string name, string spec)
    {
        var error = await Assert.ThrowsAsync<ApiException>(() => CreateAsync(resource, name, spec));
        Assert.Equal(422, error.Code);
        return error.Message;
    }
}
