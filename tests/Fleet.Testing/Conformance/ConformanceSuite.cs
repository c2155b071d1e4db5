using System.Text.Json;
using Xunit;
using Xunit.Abstractions;

namespace Fleet.Testing.Conformance;

/// <summary>
/// Counts the cases of one third-party suite. <see cref="Complete"/> prints <c>suite: passed/total (skipped n)</c>, writes it and the failing ids to
/// <c>TestResults/conformance/&lt;suite&gt;.txt</c> and <c>.jsonl</c>, and fails the test when a case failed that is not known, or when there was none.
/// </summary>
public sealed class ConformanceSuite
{
    private readonly List<(string Id, string Reason)> _failures = [];
    private readonly ITestOutputHelper _output;
    private int _passed;
    private int _skipped;

    public ConformanceSuite(string name, ITestOutputHelper output)
    {
        Name = name;
        _output = output;
    }

    public string Name { get; }

    public int Passed => _passed;

    public int Total => _passed + _failures.Count;

    public IReadOnlyList<(string Id, string Reason)> Failures => _failures;

    /// <summary>Says why nothing runs, on the console too; the test then returns.</summary>
    public static void SkipMissing(string path, ITestOutputHelper output)
    {
        var line = $"{path}: skipped, not found under FLEET_TEST_DATA or ../shared/data";
        Print(output, line);
        File.WriteAllText(ResultFile(path) + ".txt", line + "\n");
    }

    public void Pass(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        _passed++;
    }

    public void Fail(string id, string reason) => _failures.Add((id, reason));

    public void Skip(int cases = 1) => _skipped += cases;

    /// <summary>Counts a case that was compared: not at all where there is a reason, else passed without differences.</summary>
    public void Count(string id, string? notCounted, IReadOnlyList<string> differences)
    {
        ArgumentNullException.ThrowIfNull(differences);
        if (notCounted is not null)
        {
            Skip();
        }
        else if (differences.Count == 0)
        {
            Pass(id);
        }
        else
        {
            Fail(id, string.Join(" | ", differences));
        }
    }

    /// <summary>Runs one case: it passes unless it throws.</summary>
    public void Run(string id, Action test)
    {
        try
        {
            test();
            Pass(id);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            Fail(id, error.Message);
        }
    }

    /// <summary>Prints the suite's line and writes it, and the failing ids, under <c>TestResults/conformance</c>.</summary>
    public void Report()
    {
        var line = $"{Name}: {_passed}/{Total} (skipped {_skipped})";
        Print(_output, line);
        var file = ResultFile(Name);
        File.WriteAllText(file + ".txt", line + "\n");
        File.WriteAllLines(file + ".jsonl", _failures.Select(failure => JsonSerializer.Serialize(new { id = failure.Id, reason = failure.Reason })));
    }

    /// <summary>Reports and asserts: at least <paramref name="minimumRate"/> of the cases passed (1 = all).</summary>
    public void Complete(double minimumRate = 1.0)
    {
        Report();
        Assert.True(Total > 0, $"The suite {Name} is there but has no case.");
        var firstFailures = string.Join('\n', _failures.Take(10).Select(failure => $"  {failure.Id}: {failure.Reason}"));
        Assert.True(_passed >= minimumRate * Total, $"{Name}: {_passed}/{Total} passed, {minimumRate:P1} expected.\n{firstFailures}");
    }

    private static string ResultFile(string suite)
    {
        var folder = Directory.CreateDirectory(Path.Combine(ConformanceData.Repository, "TestResults", "conformance"));
        return Path.Combine(folder.FullName, suite.Replace('/', '-'));
    }

    private static void Print(ITestOutputHelper output, string line)
    {
        output.WriteLine(line);
        Console.WriteLine(line);
    }
}
