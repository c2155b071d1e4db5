using System.Globalization;
using Fleet.Testing.Clusters;
using Fleet.Testing.Conformance;
using Fleet.Testing.Transcripts;
using Xunit.Abstractions;

namespace Fleet.Benchmarks.Replay;

/// <summary>
/// <c>replay --kubeconfig F [--context C] [--only ssa,crud/pod-minimal] [--limit 5] [-v]</c>: replays recordings against a server that runs, prints
/// the steps that differ (<c>-v</c>: all their differences) and a line a folder. Exit 1: something differs.
/// </summary>
internal static class ReplayCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        if (Option(args, "--kubeconfig") is not { } kubeconfig || ConformanceData.Find("kube-apiserver") is not { } data)
        {
            await Console.Error.WriteLineAsync("usage: replay --kubeconfig F [--context C] [--only FOLDER[/SCENARIO],…] [--limit SECONDS] [-v]; the recordings are found through FLEET_TEST_DATA");
            return 2;
        }

        using var cluster = ClusterAccess.FromKubeconfig(kubeconfig, Option(args, "--context"));
        var target = new TranscriptTarget(cluster.Address, cluster.Administrator, cluster.Anonymous, cluster.AdvanceAsync);
        var limit = TimeSpan.FromSeconds(double.Parse(Option(args, "--limit") ?? "5", CultureInfo.InvariantCulture));
        var (passed, total) = (0, 0);
        foreach (var folder in Transcript.Folders(data).Where(folder => Transcript.LoadFolder(folder).Any(Transcript.Selection(Option(args, "--only")))))
        {
            var suite = await new TranscriptSuite(folder, target, limit)
                .RunAsync(new Silent(), Transcript.Selection(Option(args, "--only")), result => Print(result, args.Contains("-v")));
            suite.Report();
            (passed, total) = (passed + suite.Passed, total + suite.Total);
        }

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
