using Fleet.Kubernetes.Api.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Fleet.Kubernetes.Api.Tests.Http;

public sealed class RequestInfoParserTests
{
    [Theory]
    [InlineData("GET", "/api/v1/pods", "list /v1/pods")]
    [InlineData("GET", "/api/v1/namespaces/ns/pods/p", "get /v1/pods ns p")]
    [InlineData("GET", "/api/v1/namespaces/ns/pods/p/log", "get /v1/pods/log ns p")]
    [InlineData("POST", "/apis/apps/v1/namespaces/ns/deployments", "create apps/v1/deployments ns")]
    [InlineData("PUT", "/apis/apps/v1/namespaces/ns/deployments/d/scale", "update apps/v1/deployments/scale ns d")]
    [InlineData("DELETE", "/api/v1/namespaces/ns/pods", "deletecollection /v1/pods ns")]
    [InlineData("GET", "/api/v1/namespaces", "list /v1/namespaces")]
    [InlineData("GET", "/api/v1/namespaces/ns", "get /v1/namespaces ns ns")]
    [InlineData("PUT", "/api/v1/namespaces/ns/finalize", "update /v1/namespaces/finalize ns ns")]
    [InlineData("GET", "/api/v1/watch/namespaces/ns/pods", "watch /v1/pods ns")]
    [InlineData("GET", "/api/v1/watch/nodes", "watch /v1/nodes")]
    [InlineData("GET", "/apis/apps/v1", "get path")]
    [InlineData("POST", "/version", "post path")]
    public void Parse_reads_verb_and_place(string method, string path, string expected) => Assert.Equal(expected, Show(RequestInfoParser.Parse(method, path, Query())));

    [Theory]
    [InlineData("", "watch")]
    [InlineData("true", "watch")]
    [InlineData("maybe", "watch")]
    [InlineData("false", "list")]
    [InlineData("0", "list")]
    public void Parse_takes_any_watch_parameter_but_false_for_a_watch(string value, string verb) =>
        Assert.Equal(verb, RequestInfoParser.Parse("GET", "/api/v1/pods", Query(("watch", value))).Verb);

    private static string Show(RequestInfo info)
    {
        if (!info.IsResourceRequest)
        {
            return $"{info.Verb} path";
        }

        var resource = $"{info.Group}/{info.Version}/{info.Resource}{(info.Subresource.Length == 0 ? "" : $"/{info.Subresource}")}";
        return $"{info.Verb} {resource} {info.Namespace} {info.Name}".Replace("  ", " ", StringComparison.Ordinal).TrimEnd();
    }

    private static QueryCollection Query(params (string Name, string Value)[] parameters) =>
        new(parameters.ToDictionary(pair => pair.Name, pair => new StringValues(pair.Value)));
}
