using System.Diagnostics;
using System.Text;
using Fleet.Simulator.Hosting;
using Fleet.Simulator.Time;
using Fleet.Testing.Conformance;
using Fleet.Testing.Transcripts;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace Fleet.Simulator.Tests.Transcripts;

/// <summary>A recorded kubectl session as HTTP requests: each is a case, equal when the answer has the recorded status and media type.</summary>
[Trait("Category", "Conformance")]
public sealed class KubectlConformanceTests(ITestOutputHelper output)
{
    private const string Suite = "kube-apiserver/kubectl";
    private const string Namespace = """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"rec-kubectl"}}""";

    [Fact]
    public async Task Recorded_requests_of_kubectl_are_answered_alike()
    {
        if (ConformanceData.Find(Suite) is not { } folder)
        {
            ConformanceSuite.SkipMissing(Suite, output);
            return;
        }

        var options = new SimulatorOptions { Clusters = 1, Empty = true, Clock = ClockSpecification.Manual };
        await using var fleet = await SimulatedFleet.StartAsync(options, NullLoggerFactory.Instance, CancellationToken.None);
        using var administrator = fleet.CreateClient();
        using var anonymous = fleet.CreateClient(asAdministrator: false);
        var address = fleet.ClusterAddress("c1");
        using var body = new StringContent(Namespace, Encoding.UTF8, "application/json");
        using var created = await administrator.PostAsync(new Uri(address, "api/v1/namespaces"), body);
        created.EnsureSuccessStatusCode();

        var target = new TranscriptTarget(address, administrator, anonymous, fleet.AdvanceAsync);
        var suite = new ConformanceSuite(Suite, output);
        foreach (var result in await new KubectlReplayer(target, address, administrator, RebuildAsync).RunAsync(KubectlTranscript.LoadSession(folder)))
        {
            suite.Count(result.Id, result.NotCounted, result.Differences);
        }

        suite.Complete(minimumRate: 0.97);
    }

    /// <summary>What the command would create, from a real kubectl where there is one: the log cuts long protobuf bodies.</summary>
    private static async Task<byte[]?> RebuildAsync(KubectlTranscript command)
    {
        if (Environment.GetEnvironmentVariable("FLEET_TEST_KUBECTL") is not { Length: > 0 } kubectl)
        {
            return null;
        }

        var start = new ProcessStartInfo(kubectl, [.. command.Command.Split(' ').Skip(1), "--dry-run=client", "-o", "json"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var json = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? Encoding.UTF8.GetBytes(json) : null;
    }
}
