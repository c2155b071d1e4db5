using Fleet.Kubernetes.Api.Tests.Hosting;

namespace Fleet.Kubernetes.Api.Tests.Http;

public sealed class CrudTests : IAsyncLifetime
{
    private const string ConfigMaps = "api/v1/namespaces/ns/configmaps";
    private const string Deployments = "apis/apps/v1/namespaces/ns/deployments";
    private TestApi _api = null!;

    public async Task InitializeAsync() => _api = await TestApi.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task Post_of_a_new_object_answers_it_with_what_the_server_fills_in()
    {
        var answer = await _api.SendAsync("POST", ConfigMaps, """{"metadata":{"name":"a"},"data":{"k":"v"}}""");

        Assert.Equal(201, answer.Status);
        Assert.StartsWith("""{"kind":"ConfigMap","apiVersion":"v1",""", answer.Text);
        var metadata = answer.Body["metadata"u8];
        Assert.Equal("ns", metadata["namespace"u8].AsString());
        Assert.Equal("2", metadata["resourceVersion"u8].AsString());
        Assert.Equal("2026-11-23T12:00:00Z", metadata["creationTimestamp"u8].AsString());
        Assert.True(metadata["managedFields"u8].IsArray);
    }

    [Theory]
    [InlineData("GET", "api/v1/namespaces/ns/configmaps/zz", 404, "configmaps \"zz\" not found")]
    [InlineData("GET", "apis/apps/v1/namespaces/ns/deployments/zz/scale", 404, "deployments.apps \"zz\" not found")]
    [InlineData("GET", "api/v1/namespaces/ns/configmaps/a/status", 404, "the server could not find the requested resource")]
    [InlineData("GET", "api/v1/namespaces/ns/gizmos", 404, "the server could not find the requested resource")]
    [InlineData("POST", "apis/apps/v1/namespaces/ns/deployments/a/status", 405, "the server does not allow this method on the requested resource")]
    [InlineData("GET", "api/v1/namespaces/ns/configmaps?resourceVersion=abc", 400, "invalid resource version: resourceVersion: Invalid value: \"abc\": strconv.ParseUint: parsing \"abc\": invalid syntax")]
    [InlineData("GET", "api/v1/namespaces/ns/configmaps?fieldSelector=data.k=v", 400, "\"data.k\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"")]
    [InlineData("GET", "api/v1/namespaces/ns/configmaps?labelSelector==", 400, "found '=', expected: !, identifier, or 'end of string'")]
    public async Task Errors_have_the_status_and_words_of_upstream(string method, string path, int status, string message)
    {
        var answer = await _api.SendAsync(method, path, method == "GET" ? null : "{}");

        Assert.Equal((status, message), (answer.Status, answer.Message));
    }

    [Fact]
    public async Task Unknown_fields_are_warned_about_dropped_or_refused_as_the_request_asks()
    {
        const string Body = """{"metadata":{"name":"a","bogus":1},"data":{"k":"v"},"foo":{}}""";

        var strict = await _api.SendAsync("POST", ConfigMaps + "?fieldValidation=Strict", Body);
        var ignored = await _api.SendAsync("POST", ConfigMaps + "?fieldValidation=Ignore&dryRun=All", Body);
        var warned = await _api.SendAsync("POST", ConfigMaps, Body);

        Assert.Equal(400, strict.Status);
        Assert.Equal(
            "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error: unknown field \"metadata.bogus\", unknown field \"foo\"",
            strict.Message);
        Assert.Empty(ignored.Warnings);
        Assert.Equal(["299 - \"unknown field \\\"metadata.bogus\\\"\"", "299 - \"unknown field \\\"foo\\\"\""], warned.Warnings);
        Assert.False(warned.Body["foo"u8].Exists);
    }

    [Theory]
    [InlineData("application/json", "{bad", "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: invalid character 'b' looking for beginning of object key string ({bad)")]
    [InlineData("application/json", "", "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)")]
    [InlineData("application/json", "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"1\",\"k\":\"2\"}}", "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error: duplicate field \"data.k\"")]
    [InlineData("application/yaml", "metadata: {name: a}\ndata:\n  k: a\n  k: b\n", "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error: yaml: unmarshal errors:\n  line 4: key \"k\" already set in map")]
    public async Task Malformed_body_is_refused_in_upstreams_words(string mediaType, string body, string message)
    {
        var answer = await _api.SendAsync("POST", ConfigMaps + "?fieldValidation=Strict", body, mediaType);

        Assert.Equal((400, message), (answer.Status, answer.Message));
    }

    [Fact]
    public async Task Put_that_changes_nothing_keeps_the_resource_version()
    {
        var created = await _api.SendAsync("POST", ConfigMaps, """{"metadata":{"name":"a"},"data":{"k":"v"}}""");
        _api.Time.Advance(TimeSpan.FromSeconds(5));

        var same = await _api.SendAsync("PUT", ConfigMaps + "/a", """{"metadata":{"name":"a"},"data":{"k":"v"}}""");

        Assert.Equal(created.Text, same.Text);
    }

    [Fact]
    public async Task Put_with_a_stale_version_conflicts()
    {
        var created = await _api.SendAsync("POST", ConfigMaps, """{"metadata":{"name":"a"},"data":{"k":"v"}}""");
        await _api.SendAsync("PATCH", ConfigMaps + "/a", """{"data":{"k":"2"}}""", "application/merge-patch+json");
        var version = created.Body["metadata"u8]["resourceVersion"u8].AsString();

        var stale = await _api.SendAsync("PUT", ConfigMaps + "/a", $$"""{"metadata":{"name":"a","resourceVersion":"{{version}}"},"data":{"k":"3"} }""");

        Assert.Equal(409, stale.Status);
        Assert.Equal("Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please apply your changes to the latest version and try again", stale.Message);
    }

    [Fact]
    public async Task Delete_answers_a_status_and_the_object_is_gone()
    {
        var created = await _api.SendAsync("POST", ConfigMaps, """{"metadata":{"name":"a"}}""");

        var deleted = await _api.SendAsync("DELETE", ConfigMaps + "/a");

        Assert.Equal(200, deleted.Status);
        Assert.Equal("Success", deleted.Body["status"u8].AsString());
        Assert.Equal(created.Body["metadata"u8]["uid"u8].AsString(), deleted.Body["details"u8]["uid"u8].AsString());
        Assert.Equal(404, (await _api.SendAsync("GET", ConfigMaps + "/a")).Status);
    }

    [Fact]
    public async Task Finalizers_hold_a_deleted_object_until_the_last_is_taken()
    {
        await _api.SendAsync("POST", ConfigMaps, """{"metadata":{"name":"a","finalizers":["example.com/f"]}}""");

        var deleted = await _api.SendAsync("DELETE", ConfigMaps + "/a");
        var again = await _api.SendAsync("POST", ConfigMaps, """{"metadata":{"name":"a"}}""");
        var added = await _api.SendAsync("PATCH", ConfigMaps + "/a", """{"metadata":{"finalizers":["example.com/f","example.com/g"]}}""", "application/merge-patch+json");
        var released = await _api.SendAsync("PATCH", ConfigMaps + "/a", """{"metadata":{"finalizers":null}}""", "application/merge-patch+json");

        Assert.Equal(0, deleted.Body["metadata"u8]["deletionGracePeriodSeconds"u8].AsInt64());
        Assert.Equal("object is being deleted: configmaps \"a\" already exists", again.Message);
        Assert.Equal(422, added.Status);
        Assert.Equal(200, released.Status);
        Assert.Equal(404, (await _api.SendAsync("GET", ConfigMaps + "/a")).Status);
    }

    [Fact]
    public async Task Body_over_the_limit_is_refused()
    {
        var answer = await _api.SendAsync("POST", ConfigMaps, $$"""{"metadata":{"name":"a"},"data":{"k":"{{new string('x', 70_000)}}"} }""");

        Assert.Equal((413, "Request entity too large: limit is 65536"), (answer.Status, answer.Message));
    }

    [Fact]
    public async Task Scale_changes_replicas_and_hands_the_field_over()
    {
        await _api.SendAsync("POST", Deployments, DeploymentBody(1));

        var scaled = await _api.SendAsync("PUT", Deployments + "/web/scale?fieldManager=hpa", """{"metadata":{"name":"web"},"spec":{"replicas":5}}""");
        var deployment = (await _api.SendAsync("GET", Deployments + "/web")).Body;

        Assert.Equal((200, "Scale"), (scaled.Status, scaled.Body["kind"u8].AsString()));
        Assert.Equal(5, deployment["spec"u8]["replicas"u8].AsInt64());
        Assert.Equal(2, deployment["metadata"u8]["generation"u8].AsInt64());
        Assert.Contains(deployment["metadata"u8]["managedFields"u8].Items.ToList(), entry => entry["subresource"u8].AsString() == "scale");
    }

    [Fact]
    public async Task Status_endpoint_changes_status_only_and_the_object_endpoint_everything_else()
    {
        await _api.SendAsync("POST", Deployments, DeploymentBody(1));

        await _api.SendAsync("PATCH", Deployments + "/web/status", """{"spec":{"replicas":9},"status":{"replicas":3}}""", "application/merge-patch+json");
        await _api.SendAsync("PATCH", Deployments + "/web", """{"spec":{"replicas":2},"status":{"replicas":77}}""", "application/merge-patch+json");
        var deployment = (await _api.SendAsync("GET", Deployments + "/web")).Body;

        Assert.Equal(2, deployment["spec"u8]["replicas"u8].AsInt64());
        Assert.Equal(3, deployment["status"u8]["replicas"u8].AsInt64());
    }

    [Fact]
    public async Task Apply_needs_a_manager_creates_and_conflicts_with_other_managers()
    {
        const string Apply = "application/apply-patch+yaml";
        const string Yaml = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  k: v\n";

        var nobody = await _api.SendAsync("PATCH", ConfigMaps + "/a", Yaml, Apply);
        var created = await _api.SendAsync("PATCH", ConfigMaps + "/a?fieldManager=one", Yaml, Apply);
        var conflict = await _api.SendAsync("PATCH", ConfigMaps + "/a?fieldManager=two", Yaml.Replace("k: v", "k: w"), Apply);

        Assert.Equal("PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch", nobody.Message);
        Assert.Equal(201, created.Status);
        Assert.Equal((409, "Apply failed with 1 conflict: conflict with \"one\": .data.k"), (conflict.Status, conflict.Message));
    }

    [Fact]
    public async Task Apply_with_the_uid_of_an_object_that_is_gone_creates_nothing()
    {
        var answer = await _api.SendAsync(
            "PATCH", ConfigMaps + "/a?fieldManager=m", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","uid":"u-1"}}""", "application/apply-patch+yaml");

        Assert.Equal(
            (409, "Operation cannot be fulfilled on configmaps \"a\": uid mismatch: the provided object specified uid u-1, and no existing object was found"),
            (answer.Status, answer.Message));
    }

    [Fact]
    public async Task Repeated_owner_references_are_dropped_with_a_warning()
    {
        const string Owner = """{"apiVersion":"v1","kind":"ConfigMap","name":"o","uid":"u-1"}""";

        var answer = await _api.SendAsync("POST", ConfigMaps, $$"""{"metadata":{"name":"a","ownerReferences":[{{Owner}},{{Owner}}]} }""");

        Assert.Equal(1, answer.Body["metadata"u8]["ownerReferences"u8].Count);
        Assert.Contains("duplicate UID(s) observed: u-1", Assert.Single(answer.Warnings), StringComparison.Ordinal);
    }

    private static string DeploymentBody(int replicas) =>
        $$"""{"metadata":{"name":"web"},"spec":{"replicas":{{replicas}},"selector":{"matchLabels":{"app":"web"} },"template":{"metadata":{"labels":{"app":"web"} },"spec":{"containers":[{"name":"c","image":"nginx"}]} } } }""";
}
