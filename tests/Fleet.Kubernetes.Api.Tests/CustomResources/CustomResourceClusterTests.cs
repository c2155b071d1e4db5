using Fleet.Kubernetes.Api.CustomResources;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Schemas;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Kubernetes.Api.Tests.CustomResources;

/// <summary>CustomResourceDefinitions in a cluster without HTTP around it.</summary>
public sealed class CustomResourceClusterTests : IAsyncLifetime
{
    private const string Crd = """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"things.example.com"},
         "spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"things","kind":"Thing","shortNames":["th"]},
         "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},
          "additionalPrinterColumns":[{"name":"Size","type":"integer","jsonPath":".spec.size"},{"name":"Parts","type":"string","jsonPath":".spec.parts"}],
          "schema":{"openAPIV3Schema":{"type":"object","required":["spec"],"properties":{
            "spec":{"type":"object","required":["size"],"properties":{
              "size":{"type":"integer","minimum":1},"color":{"type":"string","enum":["red","green"],"default":"red"},
              "parts":{"type":"array","maxItems":3,"x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],"items":{"type":"object","required":["name"],"properties":{"name":{"type":"string","maxLength":5,"pattern":"^[a-z]+$"},"when":{"type":"string","format":"date-time"}}}},
              "any":{"anyOf":[{"required":["a"]},{"required":["b"]}],"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}}}}},
            "status":{"type":"object","properties":{"phase":{"type":"string"}}}}}}},
          {"name":"v2","served":true,"storage":false,"schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}}
        """;

    private static readonly RequestContext Context = new(Api.Authentication.UserInfo.System) { FieldManager = "test", FieldValidation = FieldValidation.Warn };

    private readonly CancellationTokenSource _stop = new(TimeSpan.FromMinutes(1));
    private readonly ResourceCatalog _catalog;
    private readonly ResourceService _service;
    private Task _controller = Task.CompletedTask;

    public CustomResourceClusterTests()
    {
        var definition = new ResourceDefinition
        {
            Resource = CustomResourceDefinitionStrategy.Resource,
            Kind = CustomResourceDefinitionStrategy.Kind.Kind,
            IsNamespaced = false,
            Schema = BuiltInSchemas.Instance.Find(CustomResourceDefinitionStrategy.Kind)!,
            Strategy = new CustomResourceDefinitionStrategy(),
            Subresources = [new SubresourceDefinition { Name = "status", Behaviour = SubresourceKind.Status }],
        };
        _catalog = new ResourceCatalog(new ResourceSet([definition]));
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        _service = new ResourceService(new MemoryResourceStore(time), _catalog, time);
    }

    private ResourceTarget Definitions => new(_catalog.Find(CustomResourceDefinitionStrategy.Resource)!);

    public Task InitializeAsync()
    {
        _controller = new CustomResourceController(_service, _catalog, new CustomResourceFactory()).RunAsync(_stop.Token);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _controller;
        _stop.Dispose();
    }

    [Fact]
    public async Task Created_definition_is_established_and_served_in_every_version()
    {
        var created = await _service.CreateAsync(Context, Definitions, Document.Parse(Crd), _stop.Token);
        Assert.Equal("""{"conditions":null,"acceptedNames":{"plural":"","kind":""},"storedVersions":["v1"]}""", created.Object["status"u8].ToString());
        var things = await ServedAsync("v1");
        Assert.Equal(("thing", "ThingList", true), (things.SingularName, things.ListKind, things.IsNamespaced));
        var crd = await _service.GetAsync(Context, Definitions with { Name = "things.example.com" }, _stop.Token);
        Assert.Equal(["NamesAccepted", "Established"], crd["status"u8]["conditions"u8].Items.ToList().Select(condition => condition["type"u8].AsString()));
        Assert.Equal("v1", (await ServedAsync("v2")).Storage.Version);
    }

    [Fact]
    public async Task Instance_is_defaulted_pruned_and_read_in_another_version()
    {
        var target = await InstallAsync();
        var created = await _service.CreateAsync(Context, target, Thing("""{"size":1,"extra":true,"color":null}"""), _stop.Token);
        Assert.Equal("""{"color":"red","size":1}""", Sorted(created.Object["spec"u8]));
        var other = await _service.GetAsync(Context, new ResourceTarget(await ServedAsync("v2"), "default", "a"), _stop.Token);
        Assert.Equal("example.com/v2", other["apiVersion"u8].AsString());
    }

    [Theory]
    [InlineData("""{"size":"x"}""", "spec.size: Invalid value: \"string\": spec.size in body must be of type integer: \"string\"")]
    [InlineData("""{"size":0}""", "spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1")]
    [InlineData("{}", "spec.size: Required value")]
    [InlineData("""{"size":1,"color":"blue"}""", "spec.color: Unsupported value: \"blue\": supported values: \"red\", \"green\"")]
    [InlineData("""{"size":1,"parts":[{"name":"toolong"}]}""", "spec.parts[0].name: Too long: may not be more than 5 bytes")]
    [InlineData("""{"size":1,"parts":[{"name":"A"}]}""", "spec.parts[0].name: Invalid value: \"A\": spec.parts[0].name in body should match '^[a-z]+$'")]
    [InlineData("""{"size":1,"parts":[{"name":"a","when":"noon"}]}""", "spec.parts[0].when: Invalid value: \"noon\": spec.parts[0].when in body must be of type date-time: \"noon\"")]
    [InlineData("""{"size":1,"parts":[{"name":"a"},{"name":"b"},{"name":"c"},{"name":"d"}]}""", "spec.parts: Too many: 4: must have at most 3 items")]
    [InlineData("""{"size":1,"parts":[{"name":"a"},{"name":"a"}]}""", "spec.parts[1]: Duplicate value: {\"name\":\"a\"}")]
    public async Task Instance_that_breaks_a_rule_is_refused_in_upstreams_words(string spec, string expected)
    {
        var target = await InstallAsync();
        var error = await Assert.ThrowsAsync<ApiException>(async () => await _service.CreateAsync(Context, target, Thing(spec), _stop.Token));
        Assert.Equal(422, error.Code);
        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public async Task Deleted_definition_goes_after_its_instances()
    {
        var target = await InstallAsync();
        await _service.CreateAsync(Context, target, Thing("""{"size":1}"""), _stop.Token);
        var deleted = await _service.DeleteAsync(Context, Definitions with { Name = "things.example.com" }, DeleteOptions.Default, _stop.Token);
        Assert.Equal("Terminating", deleted.Object["status"u8]["conditions"u8][2]["type"u8].AsString());
        await UntilAsync(() => _catalog.Find(target.Resource.Resource) is null);
        Assert.Null(await _service.FindAsync(target with { Name = "a" }, _stop.Token));
        Assert.Null(await _service.FindAsync(Definitions with { Name = "things.example.com" }, _stop.Token));
    }

    [Fact]
    public async Task Definition_whose_names_are_taken_is_not_served()
    {
        await InstallAsync();
        var other = Crd.Replace("things", "others", StringComparison.Ordinal).Replace("\"kind\":\"Thing\"", "\"kind\":\"Other\"", StringComparison.Ordinal);
        await _service.CreateAsync(Context, Definitions, Document.Parse(other), _stop.Token);
        Document? crd = null;
        await UntilAsync(async () =>
        {
            crd = await _service.GetAsync(Context, Definitions with { Name = "others.example.com" }, _stop.Token);
            return crd["status"u8]["conditions"u8].Count > 0;
        });
        Assert.Equal(("ShortNamesConflict", "\"th\" is already in use"),
            (crd!["status"u8]["conditions"u8][0]["reason"u8].AsString(), crd["status"u8]["conditions"u8][0]["message"u8].AsString()));
        Assert.Null(_catalog.Find(new GroupVersionResource("example.com", "v1", "others")));
    }

    [Theory]
    [InlineData("\"group\":\"example.com\"", "\"group\":\"other.com\"", "metadata.name: Invalid value: \"things.example.com\": must be spec.names.plural+\".\"+spec.group")]
    [InlineData("\"scope\":\"Namespaced\"", "\"scope\":\"World\"", "spec.scope: Unsupported value: \"World\": supported values: \"Cluster\", \"Namespaced\"")]
    [InlineData("\"storage\":true", "\"storage\":false", "must have exactly one version marked as storage version")]
    [InlineData("\"size\":{\"type\":\"integer\"", "\"size\":{\"type\":\"int\"", "spec.versions[0].schema.openAPIV3Schema.properties[spec].properties[size].type: Unsupported value: \"int\"")]
    [InlineData("\"status\":{\"type\":\"object\",", "\"status\":{", "spec.versions[0].schema.openAPIV3Schema.properties[status].type: Required value: must not be empty for specified object fields")]
    [InlineData("\"required\":[\"name\"],\"properties\"", "\"properties\"", "default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property")]
    [InlineData("\"type\":\"integer\",\"jsonPath\"", "\"type\":\"int\",\"jsonPath\"", "spec.versions[0].additionalPrinterColumns[0].type: Invalid value: \"int\": must be one of boolean,date,integer,number,string")]
    public async Task Malformed_definition_is_refused_in_upstreams_words(string part, string replacement, string expected)
    {
        Assert.Contains(part, Crd);
        var error = await Assert.ThrowsAsync<ApiException>(async () => await _service.CreateAsync(
            Context, Definitions, Document.Parse(Crd.Replace(part, replacement, StringComparison.Ordinal)), _stop.Token));
        Assert.Equal(422, error.Code);
        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public async Task Rule_of_one_shared_schema_is_reported_once()
    {
        const string Shared = """
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"things.example.com"},
             "spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"things","kind":"Thing"},
             "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{}}}}}]}}
            """;
        var error = await Assert.ThrowsAsync<ApiException>(async () => await _service.CreateAsync(Context, Definitions, Document.Parse(Shared), _stop.Token));
        Assert.EndsWith("is invalid: spec.validation.openAPIV3Schema.properties[spec].type: Required value: must not be empty for specified object fields", error.Message);
    }

    [Fact]
    public async Task Unchanged_part_that_no_longer_fits_does_not_hinder_an_update()
    {
        var target = await InstallAsync();
        await _service.CreateAsync(Context, target, Thing("""{"size":1,"color":"green"}"""), _stop.Token);
        var stricter = Crd.Replace("[\"red\",\"green\"]", "[\"red\",\"blue\"]", StringComparison.Ordinal);
        await _service.UpdateAsync(Context, Definitions with { Name = "things.example.com" }, Document.Parse(stricter), _stop.Token);
        await UntilAsync(() => _catalog.Find(target.Resource.Resource) is { } current && current != target.Resource);
        var strict = target with { Name = "a", Resource = _catalog.Find(target.Resource.Resource)! };
        var patch = new Patch(PatchType.Merge, """{"spec":{"size":2}}"""u8.ToArray(), Force: false);
        Assert.Equal(2, (await _service.PatchAsync(Context, strict, patch, _stop.Token)).Object["spec"u8]["size"u8].AsInt64());
        var bad = new Patch(PatchType.Merge, """{"spec":{"color":"yellow"}}"""u8.ToArray(), Force: false);
        await Assert.ThrowsAsync<ApiException>(async () => await _service.PatchAsync(Context, strict, bad, _stop.Token));
    }

    [Fact]
    public async Task Printer_columns_are_read_by_their_paths()
    {
        var target = await InstallAsync();
        var created = await _service.CreateAsync(Context, target, Thing("""{"size":3,"parts":[{"name":"a"}]}"""), _stop.Token);
        using var builder = new DocumentBuilder();
        builder.StartArray();
        target.Resource.Table!.WriteCells(builder, created.Object.Root, DateTimeOffset.UnixEpoch);
        builder.EndArray();
        Assert.Equal("""["a",3,"[{\"name\":\"a\"}]"]""", builder.Build().ToString());
    }

    private static Document Thing(string spec) =>
        Document.Parse("""{"apiVersion":"example.com/v1","kind":"Thing","metadata":{"name":"a","namespace":"default"},"spec":""" + spec + "}");

    private static string Sorted(DocumentValue value) =>
        "{" + string.Join(',', value.Members.ToList().OrderBy(member => member.Name, StringComparer.Ordinal).Select(member => $"\"{member.Name}\":{member.Value}")) + "}";

    private async Task<ResourceTarget> InstallAsync()
    {
        await _service.CreateAsync(Context, Definitions, Document.Parse(Crd), _stop.Token);
        return new ResourceTarget(await ServedAsync("v1"), "default");
    }

    private async Task<ResourceDefinition> ServedAsync(string version)
    {
        var resource = new GroupVersionResource("example.com", version, "things");
        await UntilAsync(() => _catalog.Find(resource) is not null);
        return _catalog.Find(resource)!;
    }

    private Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            await Task.Delay(5, _stop.Token);
        }
    }
}
