using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Fleet.Benchmarks.Engine;

/// <summary>What a <see cref="SyntheticCluster"/> answers: version, discovery, access reviews, paged lists and watches. Not streaming lists.</summary>
internal static class SyntheticApi
{
    private static readonly (string Group, string Version, string Kind, string Resource, bool Namespaced)[] Resources =
    [
        ("", "v1", "Pod", "pods", true),
        ("", "v1", "Node", "nodes", false),
        ("", "v1", "Namespace", "namespaces", false),
        ("apps", "v1", "Deployment", "deployments", true),
        ("apps", "v1", "ReplicaSet", "replicasets", true),
        ("apps", "v1", "StatefulSet", "statefulsets", true),
        ("apps", "v1", "DaemonSet", "daemonsets", true),
        ("batch", "v1", "Job", "jobs", true),
        ("batch", "v1", "CronJob", "cronjobs", true),
        ("events.k8s.io", "v1", "Event", "events", true),
        ("authorization.k8s.io", "v1", "SelfSubjectAccessReview", "selfsubjectaccessreviews", false),
        ("authorization.k8s.io", "v1", "SelfSubjectRulesReview", "selfsubjectrulesreviews", false),
    ];

    public static Task HandleAsync(HttpContext http, SyntheticCluster cluster, string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts switch
        {
            ["version"] => WriteAsync(http, """{"major":"1","minor":"36","gitVersion":"v1.36.0","platform":"linux/amd64"}"""),
            ["api"] => WriteAsync(http, Discovery(core: true)),
            ["apis"] => WriteAsync(http, Discovery(core: false)),
            ["apis", "authorization.k8s.io", _, var review] => WriteAsync(http, Review(review)),
            ["api", "v1", var resource] => CollectionAsync(http, cluster, resource),
            ["apis", _, _, var resource] => CollectionAsync(http, cluster, resource),
            _ => NotFoundAsync(http),
        };
    }

    private static Task CollectionAsync(HttpContext http, SyntheticCluster cluster, string resource)
    {
        if (Resources.All(known => known.Resource != resource))
        {
            return NotFoundAsync(http);
        }

        if (http.Request.Query["watch"].ToString() is not ("true" or "1"))
        {
            return ListAsync(http, cluster, resource);
        }

        if (http.Request.Query.ContainsKey("sendInitialEvents"))
        {
            http.Response.StatusCode = 422;
            return WriteAsync(http, """{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Invalid","code":422,"message":"sendInitialEvents is not served"}""");
        }

        return WatchAsync(http, cluster, resource);
    }

    private static async Task ListAsync(HttpContext http, SyntheticCluster cluster, string resource)
    {
        var from = int.TryParse(http.Request.Query["continue"], CultureInfo.InvariantCulture, out var start) ? start : 0;
        var limit = int.TryParse(http.Request.Query["limit"], CultureInfo.InvariantCulture, out var asked) && asked > 0 ? asked : int.MaxValue;
        var total = cluster.CountOf(resource);
        var to = (int)Math.Min(total, (long)from + limit);
        var known = Resources.First(candidate => candidate.Resource == resource);
        http.Response.ContentType = "application/json";
        var output = http.Response.BodyWriter;
        var more = to < total ? $",\"continue\":\"{to}\",\"remainingItemCount\":{total - to}" : "";
        var version = cluster.Version.ToString(CultureInfo.InvariantCulture);
        Write(output, $"{{\"kind\":\"{known.Kind}List\",\"apiVersion\":\"{(known.Group.Length == 0 ? "" : known.Group + "/")}{known.Version}\",\"metadata\":{{\"resourceVersion\":\"{version}\"{more}}},\"items\":[");
        for (var index = from; index < to; index++)
        {
            if (index > from)
            {
                output.Write(","u8);
            }

            output.Write(cluster.Render(resource, index));
            if (output.UnflushedBytes > 1 << 16)
            {
                await output.FlushAsync(http.RequestAborted);
            }
        }

        output.Write("]}"u8);
        await output.FlushAsync(http.RequestAborted);
    }

    private static async Task WatchAsync(HttpContext http, SyntheticCluster cluster, string resource)
    {
        var after = long.TryParse(http.Request.Query["resourceVersion"], CultureInfo.InvariantCulture, out var version) ? version : 0;
        http.Response.ContentType = "application/json";
        var output = http.Response.BodyWriter;
        if (!cluster.TryWatch(resource, after, out var channel))
        {
            output.Write("""{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Expired","code":410,"message":"too old"}}"""u8);
            await output.FlushAsync(http.RequestAborted);
            return;
        }

        try
        {
            await http.Response.StartAsync(http.RequestAborted);
            await output.FlushAsync(http.RequestAborted);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
            if (int.TryParse(http.Request.Query["timeoutSeconds"], CultureInfo.InvariantCulture, out var seconds))
            {
                end.CancelAfter(TimeSpan.FromSeconds(seconds));
            }

            while (await channel.Reader.WaitToReadAsync(end.Token))
            {
                while (channel.Reader.TryRead(out var value))
                {
                    output.Write("{\"type\":\"MODIFIED\",\"object\":"u8);
                    output.Write(value);
                    output.Write("}\n"u8);
                }

                await output.FlushAsync(end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The watch ended.
        }
        finally
        {
            cluster.Close(channel);
        }
    }

    private static string Discovery(bool core)
    {
        var groups = Resources.Where(known => known.Group.Length == 0 == core).GroupBy(known => (known.Group, known.Version)).Select(group =>
            $$$"""{"metadata":{"name":"{{{group.Key.Group}}}"},"versions":[{"version":"{{{group.Key.Version}}}","freshness":"Current","resources":[{{{string.Join(",", group.Select(known =>
                $$"""{"resource":"{{known.Resource}}","responseKind":{"group":"{{known.Group}}","version":"{{known.Version}}","kind":"{{known.Kind}}"},"scope":"{{(known.Namespaced ? "Namespaced" : "Cluster")}}","singularResource":"{{known.Kind.ToLowerInvariant()}}","verbs":["get","list","watch","create"]}"""))}}}]}]}""");
        return $$"""{"kind":"APIGroupDiscoveryList","apiVersion":"apidiscovery.k8s.io/v2","metadata":{},"items":[{{string.Join(",", groups)}}]}""";
    }

    private static string Review(string review) => review == "selfsubjectrulesreviews"
        ? """{"kind":"SelfSubjectRulesReview","apiVersion":"authorization.k8s.io/v1","spec":{},"status":{"resourceRules":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}],"nonResourceRules":[],"incomplete":false}}"""
        : """{"kind":"SelfSubjectAccessReview","apiVersion":"authorization.k8s.io/v1","spec":{},"status":{"allowed":true}}""";

    private static Task NotFoundAsync(HttpContext http)
    {
        http.Response.StatusCode = 404;
        return WriteAsync(http, """{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","code":404,"message":"not found"}""");
    }

    private static async Task WriteAsync(HttpContext http, string json)
    {
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(json, http.RequestAborted);
    }

    private static void Write(PipeWriter output, string text) => output.Write(Encoding.UTF8.GetBytes(text));
}
