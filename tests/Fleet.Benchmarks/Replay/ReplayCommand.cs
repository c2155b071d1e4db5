using System.Globalization;
using Fleet.Testing.Clusters;
using Fleet.Testing.Conformance;
using Fleet.Testing.Transcripts;
using Xunit.Abstractions;

namespace Fleet.Benchmarks.Replay;

/// <summary>
/// <c>replay --kubeconfig F [--context C] [--only ssa,crud/pod-minimal] [--limit 5] [--at-once] [-v]</c>: replays recordings against a server that runs, prints
/// the steps that differ (<c>-v</c>: all their differences) and a line a folder. <c>--at-once</c> replays all folders at the same time. Exit 1:
/// something differs.
/// </summary>
internal static class ReplayCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        if (Option(args, "--kubeconfig") is not { } kubeconfig || ConformanceData.Find("kube-apiserver") is not { } data)
        {
            await Console.Error.WriteLineAsync("usage: replay --kubeconfig F [--context C] [--only FOLDER[/SCENARIO],…] [--limit SECONDS] [--at-once] [-v]; the recordings are found through FLEET_TEST_DATA");
            return 2;
        }

        using var cluster = ClusterAccess.FromKubeconfig(kubeconfig, Option(args, "--context"));
        var target = new TranscriptTarget(cluster.Address, cluster.Administrator, cluster.Anonymous, cluster.AdvanceAsync);
        var limit = TimeSpan.FromSeconds(double.Parse(Option(args, "--limit") ?? "5", CultureInfo.InvariantCulture));
        var filter = Transcript.Selection(Option(args, "--only"));
        var suites = new List<ConformanceSuite>();
        var pending = new List<Task<ConformanceSuite>>();
        foreach (var folder in Transcript.Folders(data).Where(folder => Transcript.LoadFolder(folder).Any(filter)))
        {
            pending.Add(new TranscriptSuite(folder, target, limit).RunAsync(new Silent(), filter, result => Print(result, args.Contains("-v"))));
            if (!args.Contains("--at-once") || folder.EndsWith("discovery", StringComparison.Ordinal) || folder.EndsWith("openapi", StringComparison.Ordinal))
            {
                await pending[^1];
            }
        }

        foreach (var suite in await Task.WhenAll(pending))
        {
            suite.Report();
            suites.Add(suite);
        }

        var (passed, total) = (suites.Sum(suite => suite.Passed), suites.Sum(suite => suite.Total));
        Console.WriteLine($"kube-apiserver: {passed}/{total}");
        return passed == total ? 0 : 1;
    }

    private static void Print(StepResult result, bool all)
    {
        if (!result.IsEqual && result.NotCounted is null)
        {
            Console.WriteLine($"{result.Id}\n    {string.Join("\n    ", result.Differences.Take(all ? int.MaxValue : 1))}");
        }
    }

    private static string? Option(IReadOnlyList<string> args, string name) =>
        args.SkipWhile(arg => arg != name).Skip(1).FirstOrDefault();

    /// <summary>The suite's line goes to the console already.</summary>
    private sealed class Silent : ITestOutputHelper
    {
        public void WriteLine(string message)
        {
        }

        public void WriteLine(string format, params object[] args)
        {
        }
    }
}
