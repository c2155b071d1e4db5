using System.Text;
using Fleet.Api.Access;
using Fleet.Api.Identity;
using Fleet.Api.Queries;
using Fleet.Inventory.Queries;
using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Documents;
using Fleet.Resources;
using Microsoft.AspNetCore.Http;

namespace Fleet.Api.Tests.Queries;

public sealed class QueryEndpointTests
{
    private readonly FakeWorkloadReader _reader = new(FakeWorkloadReader.Row("api"), FakeWorkloadReader.Row("web"), FakeWorkloadReader.Row("web", cluster: "secret"))
    {
        Objects =
        [
            Document.Parse("""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"}}"""),
            Document.Parse("""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"web"},"data":{"password":"aHVudGVyMg=="}}"""),
        ],
    };

    [Fact]
    public async Task Get_answers_total_items_with_versions_facets_and_continue()
    {
        var reply = await GetAsync("?search=prod&limit=1&sort=-metadata.name&facets=spec.ref.cluster,labels.team");

        Assert.Equal(2, reply["total"].AsInt64());
        Assert.Equal("prod-eu.deployment.web", reply["items"][0]["metadata"]["name"].AsString());
        Assert.Equal("7", reply["items"][0]["metadata"]["resourceVersion"].AsString());
        Assert.Equal("""{"field":"spec.ref.cluster","values":[{"value":"prod-eu","count":2}],"other":0}""", reply["facets"][0].ToString());
        Assert.Equal("labels.team", reply["facets"][1]["field"].AsString());
        Assert.Equal("""["away"]""", reply["staleClusters"].ToString());

        var next = await GetAsync($"?search=prod&limit=1&sort=-metadata.name&continue={reply["continue"].AsString()}");
        Assert.Equal("prod-eu.deployment.api", next["items"][0]["metadata"]["name"].AsString());
        Assert.False(next["continue"].Exists);
    }

    [Fact]
    public async Task Post_takes_the_query_as_json()
    {
        var reply = await SendAsync("POST", "/query/workloads", body: """{"namespace":"shop","labelSelector":"team=pay","sort":["metadata.name"],"limit":0,"facets":["status.health"],"facetLimit":5,"continue":null}""");

        Assert.Equal(2, reply["total"].AsInt64());
        Assert.Equal(0, reply["items"].Count);
        Assert.Equal(("shop", 0, 5), (_reader.LastQuery!.Namespace, _reader.LastQuery.Limit, _reader.LastQuery.FacetLimit));
    }

    [Fact]
    public async Task Scope_is_that_of_the_user_and_not_of_the_body()
    {
        var error = await FailAsync("POST", "/query/workloads", """{"scope":{"grants":[{}]}}""");
        var own = await SendAsync("POST", "/query/workloads", body: "{}");
        var everything = await SendAsync("POST", "/query/workloads", body: "{}", user: UserInfo.System);

        Assert.Equal(400, error.Code);
        Assert.Equal(2, own["total"].AsInt64());
        Assert.Equal(3, everything["total"].AsInt64());
    }

    [Theory]
    [InlineData("GET", "/query/workloads?limit=many", "", 400, "limit")]
    [InlineData("GET", "/query/workloads?sort=age", "", 400, "sort")]
    [InlineData("GET", "/query/workloads?colour=red", "", 400, "colour")]
    [InlineData("POST", "/query/workloads", """{"limit":"ten"}""", 400, "limit")]
    [InlineData("POST", "/query/workloads", """{"limit":1e99}""", 400, "limit")]
    [InlineData("POST", "/query/workloads", """{"sort":"name"}""", 400, "sort")]
    [InlineData("POST", "/query/workloads", """{"sort":[1]}""", 400, "sort")]
    [InlineData("POST", "/query/workloads", "[]", 400, "")]
    [InlineData("POST", "/query/workloads", "{", 400, "")]
    [InlineData("DELETE", "/query/workloads", "", 405, "")]
    [InlineData("GET", "/query/workloads/shop/nobody", "", 404, "")]
    [InlineData("POST", "/query/workloads/shop/prod-eu.deployment.web", "{}", 405, "")]
    public async Task Bad_requests_are_statuses_that_name_the_field(string method, string path, string body, int code, string field)
    {
        var error = await FailAsync(method, path, body);

        Assert.Equal(code, error.Code);
        if (field.Length > 0)
        {
            Assert.Equal(field, error.Details!.Causes.Single().Field);
        }
    }

    [Fact]
    public async Task Post_of_a_form_or_of_too_much_is_refused()
    {
        Assert.Equal(415, (await FailAsync("POST", "/query/workloads", "{}", contentType: "text/plain")).Code);
        Assert.Equal(413, (await FailAsync("POST", "/query/workloads", $$"""{"search":"{{new string('a', 100_000)}}"}""")).Code);
    }

    [Fact]
    public async Task Detail_shows_row_objects_and_events_but_never_a_secret()
    {
        var reply = await GetAsync("/shop/prod-eu.deployment.web");

        Assert.Equal("7", reply["workload"]["metadata"]["resourceVersion"].AsString());
        Assert.Equal("Deployment", reply["objects"][0]["kind"].AsString());
        Assert.Equal(1, reply["objects"].Count);
        Assert.Equal("[]", reply["events"].ToString());
    }

    [Fact]
    public async Task Detail_outside_the_scope_is_not_found() =>
        Assert.Equal(404, (await FailAsync("GET", "/query/workloads/shop/secret.deployment.web", "")).Code);

    [Theory]
    [InlineData("/query/workload")]
    [InlineData("/query/workloadsx")]
    [InlineData("/query/workloads/shop")]
    [InlineData("/query/workloads/shop/a/b")]
    public async Task Other_paths_are_left_to_others(string path) =>
        Assert.False(await Endpoint().TryHandleAsync(Context("GET", path, "", "application/json", new("jane")), FleetCatalog.Create(), path));

    private Task<Document> GetAsync(string rest) => SendAsync("GET", "/query/workloads" + rest);

    private async Task<Document> SendAsync(string method, string pathAndQuery, string body = "", string contentType = "application/json", UserInfo? user = null)
    {
        var http = Context(method, pathAndQuery, body, contentType, user ?? new("jane"));
        Assert.True(await Endpoint().TryHandleAsync(http, FleetCatalog.Create(), http.Request.Path));
        Assert.Equal("application/json", http.Response.ContentType);
        return Document.Parse(((MemoryStream)http.Response.Body).ToArray());
    }

    private Task<ApiException> FailAsync(string method, string pathAndQuery, string body, string contentType = "application/json") =>
        Assert.ThrowsAsync<ApiException>(() => SendAsync(method, pathAndQuery, body, contentType));

    private static DefaultHttpContext Context(string method, string pathAndQuery, string body, string contentType, UserInfo user)
    {
        var question = pathAndQuery.IndexOf('?', StringComparison.Ordinal);
        var http = new DefaultHttpContext();
        http.Request.Method = method;
        http.Request.Path = question < 0 ? pathAndQuery : pathAndQuery[..question];
        http.Request.QueryString = new(question < 0 ? "" : pathAndQuery[question..]);
        http.Request.ContentType = contentType;
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        http.Response.Body = new MemoryStream();
        http.Features.Set(user);
        return http;
    }

    private QueryEndpoint Endpoint() => new(_reader, new ProductionOnly());

    private sealed class ProductionOnly : IAccessScopes
    {
        public ProjectScope? ProjectsOf(UserInfo user) => null;

        public WorkloadScope ScopeOf(UserInfo user) => new([new(new HashSet<string> { "prod-eu" }, null)]);
    }
}
