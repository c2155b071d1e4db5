using Fleet.Kubernetes.Api;
using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Yaml;
using Fleet.Simulator.Clusters;
using Fleet.Simulator.Load;
using Fleet.Simulator.Time;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Simulator.Tests.Kinds.Rules;

/// <summary>A cluster without controllers, asked in YAML; objects go to namespace <c>shop</c>.</summary>
internal sealed class RulesBed
{
    private readonly SimulatedCluster _cluster;

    private RulesBed(SimulatedCluster cluster) => _cluster = cluster;

    /// <summary>Who asks; whether it may is not looked at, what it may give is.</summary>
    public UserInfo User { get; set; } = UserInfo.System;

    public static async Task<RulesBed> CreateAsync()
    {
        var clock = new SimulatedClock(ClockSpecification.Manual, new FakeTimeProvider(new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero)));
        var bed = new RulesBed(new SimulatedCluster("c1", 0, ClusterResources.Create(new ClusterDirectory(), new LoadModel(1)), clock, new ResourceServiceOptions()));
        await bed.CreateAsync("{apiVersion: v1, kind: Namespace, metadata: {name: shop}}");
        await bed.CreateAsync("{apiVersion: v1, kind: ServiceAccount, metadata: {name: default}}");
        return bed;
    }

    public async Task<Document> CreateAsync(string yaml) => (await WriteAsync(yaml, null)).Object;

    public async Task<Document> UpdateAsync(string yaml) => (await WriteAsync(yaml, YamlReader.Read(yaml)["metadata"u8]["name"u8].AsString())).Object;

    public async Task<IReadOnlyList<string>> WarningsAsync(string yaml) => (await WriteAsync(yaml, null)).Warnings;

    /// <summary>Why a new object is refused.</summary>
    public async Task<string> RefusalAsync(string yaml) => (await Assert.ThrowsAsync<ApiException>(() => CreateAsync(yaml))).Message;

    /// <summary>Why a change is refused.</summary>
    public async Task<string> UpdateRefusalAsync(string yaml) => (await Assert.ThrowsAsync<ApiException>(() => UpdateAsync(yaml))).Message;

    public async Task<Document> GetAsync(string apiVersion, string kind, string name) =>
        await _cluster.Resources.GetAsync(Context(), Target(GroupVersionKind.From(apiVersion, kind), name), CancellationToken.None);

    private async Task<(Document Object, IReadOnlyList<string> Warnings)> WriteAsync(string yaml, string? name)
    {
        var body = YamlReader.Read(yaml);
        var target = Target(GroupVersionKind.From(body["apiVersion"u8].AsString(""), body["kind"u8].AsString("")), name);
        var context = Context();
        var result = name is null
            ? await _cluster.Resources.CreateAsync(context, target, body, CancellationToken.None)
            : await _cluster.Resources.UpdateAsync(context, target, body, CancellationToken.None);
        return (result.Object, context.Warnings);
    }

    private ResourceTarget Target(GroupVersionKind kind, string? name)
    {
        var definition = _cluster.Catalog.Find(kind) ?? throw new ArgumentException($"{kind} is not served.", nameof(kind));
        return new ResourceTarget(definition, definition.IsNamespaced ? "shop" : null, name);
    }

    private RequestContext Context() => new(User) { FieldManager = "test" };
}
