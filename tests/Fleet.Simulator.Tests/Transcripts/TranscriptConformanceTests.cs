using System.Diagnostics;
using Fleet.Testing.Conformance;
using Fleet.Testing.Transcripts;
using Xunit.Abstractions;

namespace Fleet.Simulator.Tests.Transcripts;

/// <summary>
/// Answers of a real kube-apiserver 1.36, replayed: every recorded step is a case. Each folder gets a cluster of its own with a manual clock.
/// <c>FLEET_TRANSCRIPTS=ssa,crud/configmap</c> replays a part and prints every difference.
/// </summary>
[Trait("Category", "Conformance")]
public sealed class TranscriptConformanceTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Recorded_answers_are_given_again()
    {
        if (ConformanceData.Find("kube-apiserver") is not { } root)
        {
            ConformanceSuite.SkipMissing("kube-apiserver", output);
            return;
        }

        var selected = Environment.GetEnvironmentVariable("FLEET_TRANSCRIPTS");
        var filter = Transcript.Selection(selected);
        var suites = new List<ConformanceSuite>();
        foreach (var folder in Transcript.Folders(root).Where(folder => Transcript.LoadFolder(folder).Any(filter)))
        {
            var clock = Stopwatch.StartNew();
            await using var cluster = await HostedCluster.StartAsync();
            var suite = await new TranscriptSuite(folder, cluster.Target(), Limit).RunAsync(output, filter, result => Print(result, selected));
            suite.Report();
            output.WriteLine($"{clock.Elapsed.TotalSeconds:F1} s");
            suites.Add(suite);
        }

        var (passed, total) = (suites.Sum(suite => suite.Passed), suites.Sum(suite => suite.Total));
        Console.WriteLine($"kube-apiserver: {passed}/{total}");
        Assert.True(passed >= 0.97 * total, $"{passed} of {total} recorded steps are equal, 97 % are required; TestResults/conformance lists the rest");
    }

    private static void Print(StepResult result, string? selected)
    {
        if (!string.IsNullOrEmpty(selected) && !result.IsEqual && result.NotCounted is null)
        {
            Console.WriteLine($"{result.Id}\n    {string.Join("\n    ", result.Differences)}");
        }
    }
}
