using Fleet.Cli.Tests.Fakes;
using Microsoft.AspNetCore.Http;

namespace Fleet.Cli.Tests.Commands;

public sealed class AdvisingCommandsTests
{
    private const string Clusters = "GET " + Fixtures.Api + "/clusters";
    private const string Tokens = "GET " + Fixtures.Api + "/accesstokens";

    [Fact]
    public async Task Today_ranks_clusters_workloads_and_risks_with_evidence_and_commands()
    {
        await using var fleet = await FakeServer.StartAsync();
        fleet.Json(Clusters, Fixtures.List("Cluster", Fixtures.Cluster("eu"), Fixtures.Cluster("us", reachable: "False", ready: "False")))
            .Json("GET /query/workloads/web/ap.deployment.front", Fixtures.Description(Fixtures.Workload("ap")))
            .On("POST /query/workloads", context =>
            {
                var body = fleet.Requests[^1].Body;
                context.Response.ContentType = "application/json";
                return context.Response.WriteAsync(
                    body.Contains("health=Degraded", StringComparison.Ordinal) ? Fixtures.Answer(3, Fixtures.Workload("eu"), Fixtures.Workload("ap"), Fixtures.Workload("eu", "back", reason: "ImagePullBackOff"))
                    : body.Contains("requests.cpu", StringComparison.Ordinal) ? """{"total":30,"items":[],"facets":[{"field":"metadata.namespace","values":[{"value":"dev","count":28}],"other":2}],"staleClusters":[]}"""
                    : Fixtures.Answer(0));
            });

        var (status, output, _) = await fleet.RunAsync("today");

        Assert.Equal(ExitCode.Found, status);
        await Golden.AssertAsync("today", output);
    }

    [Fact]
    public async Task Today_of_a_fleet_that_is_well_has_nothing_to_do()
    {
        await using var fleet = await FakeServer.StartAsync();
        fleet.Json(Clusters, Fixtures.List("Cluster", Fixtures.Cluster("eu"))).Json("POST /query/workloads", Fixtures.Answer(0));

        var (status, output, _) = await fleet.RunAsync("today");

        Assert.Equal((ExitCode.Clean, "Nothing to do today.\n"), (status, output));
    }

    [Fact]
    public async Task Doctor_finds_what_is_wrong_and_says_what_mends_it()
    {
        await using var fleet = await FakeServer.StartAsync();
        Serve(fleet, FakeServer.Now.AddMinutes(-5), """{"kind":"Status","code":503,"reason":"ServiceUnavailable","message":"storage: disk full"}""", 503);
        fleet.Json(Clusters, Fixtures.List("Cluster", Fixtures.Cluster("eu", authorized: "False", ready: "False"), Fixtures.Cluster("us")))
            .Json(Tokens, Fixtures.List("AccessToken", """{"metadata":{"name":"old"},"spec":{"expiresAt":"2026-01-01T00:00:00Z"}}""", """{"metadata":{"name":"soon"},"spec":{"expiresAt":"2026-01-05T00:00:00Z"}}""", """{"metadata":{"name":"late"},"spec":{}}"""));

        var (status, output, _) = await fleet.RunAsync("doctor");

        Assert.Equal(ExitCode.Found, status);
        await Golden.AssertAsync("doctor", Mask(output, fleet));
    }

    [Fact]
    public async Task Doctor_of_a_sound_fleet_is_status_0()
    {
        await using var fleet = await FakeServer.StartAsync();
        Serve(fleet, FakeServer.Now, "ok");
        fleet.Json(Clusters, Fixtures.List("Cluster", Fixtures.Cluster("us"))).Json(Tokens, """{"kind":"Status","code":403,"reason":"Forbidden","message":"no"}""", 403);

        var (status, output, _) = await fleet.RunAsync("doctor");

        Assert.Equal(ExitCode.Clean, status);
        await Golden.AssertAsync("doctor-sound", Mask(output, fleet));
    }

    [Fact]
    public async Task Doctor_without_a_server_stops_there()
    {
        await using var fleet = await FakeServer.StartAsync();
        fleet.Json("GET /version", """{"kind":"Status","code":401,"reason":"Unauthorized","message":"who are you"}""", 401);

        var (status, output, _) = await fleet.RunAsync("doctor");

        Assert.Equal(ExitCode.Found, status);
        Assert.Contains("fleet token create", output, StringComparison.Ordinal);
        Assert.Single(output.Split('\n'), line => line.StartsWith("problem", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Version_tells_both_and_is_content_without_a_server()
    {
        await using var fleet = await FakeServer.StartAsync();
        Serve(fleet, FakeServer.Now, "ok");

        var (_, output, _) = await fleet.RunAsync("version");
        var alone = await CommandResult.OfAsync("version", "--client", "-o", "json");

        Assert.Matches("^client [0-9.]+\nserver v1.36.0\\+fleet\n$", output);
        Assert.Equal(ExitCode.Clean, alone.Status);
        Assert.Contains("\"client\"", alone.Output, StringComparison.Ordinal);
    }

    private static void Serve(FakeServer fleet, DateTimeOffset clock, string ready, int status = 200) => fleet
        .On("GET /version", context =>
        {
            context.Response.Headers.Date = clock.ToString("R");
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync("""{"major":"1","minor":"36","gitVersion":"v1.36.0+fleet"}""");
        })
        .Json("GET /readyz", ready, status);

    /// <summary>Ports and milliseconds are what they are.</summary>
    private static string Mask(string output, FakeServer fleet) =>
        System.Text.RegularExpressions.Regex.Replace(output, @"http://127\.0\.0\.1:\d+", "http://server").Replace("answers in 0 ms", "answers in N ms", StringComparison.Ordinal).Replace(fleet.Folder, "", StringComparison.Ordinal);
}
