using Fleet.Testing.Conformance;
using Fleet.Testing.Transcripts;
using Xunit.Abstractions;

namespace Fleet.Simulator.Tests.Transcripts;

/// <summary>The replayer itself: a recording equals itself, and one wrong field is found where it is.</summary>
public sealed class TranscriptReplayerTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private static IEnumerable<Transcript> Recordings() => ConformanceData.Find("kube-apiserver") is { } root
        ? Transcript.Folders(root).SelectMany(Transcript.LoadFolder)
        : [];

    [Fact]
    public async Task Replay_of_a_recording_with_other_volatile_values_is_equal()
    {
        var results = new List<StepResult>();
        foreach (var transcript in Recordings())
        {
            using var server = new RecordedServer(transcript);
            results.AddRange(await new TranscriptReplayer(transcript, server.Target(), Limit).RunAsync());
        }

        output.WriteLine($"{results.Count} steps");
        Assert.Empty(results.Where(result => !result.IsEqual).Select(result => $"{result.Id}: {string.Join(" | ", result.Differences)}"));
    }

    [Fact]
    public async Task Replay_with_one_changed_field_differs_in_exactly_that_step()
    {
        foreach (var transcript in Recordings().Where(transcript => transcript.Folder is "ssa" or "crud"))
        {
            var wrong = transcript.Steps.Last(step => step.Until is null && step.Response.GetProperty("body").ValueKind == System.Text.Json.JsonValueKind.Object);
            using var server = new RecordedServer(transcript, (step, text) => step == wrong ? text.Insert(text.IndexOf('{', StringComparison.Ordinal) + 1, "\"surplus\": 1,") : text);
            var results = await new TranscriptReplayer(transcript, server.Target(), Limit).RunAsync();

            var different = Assert.Single(results, result => !result.IsEqual);
            Assert.Equal($"{transcript.Folder}/{transcript.Name}#{wrong.Id}", different.Id);
            Assert.Equal("/body/surplus: expected nothing, got 1", Assert.Single(different.Differences));
        }
    }
}
