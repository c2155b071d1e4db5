using Fleet.Testing.Conformance;
using Xunit.Abstractions;

namespace Fleet.Testing.Transcripts;

/// <summary>Replays a folder of scenarios, one after the other, and counts every step as a case of one suite.</summary>
public sealed class TranscriptSuite(string folder, TranscriptTarget target, TimeSpan limit, string? name = null)
{
    /// <summary>Replays the scenarios whose name the filter takes; <paramref name="report"/> is told each step's result.</summary>
    public async Task<ConformanceSuite> RunAsync(ITestOutputHelper output, Func<Transcript, bool> filter, Action<StepResult>? report = null, CancellationToken cancellation = default)
    {
        var suite = new ConformanceSuite(name ?? $"kube-apiserver/{Path.GetFileName(folder)}", output);
        foreach (var transcript in Transcript.LoadFolder(folder).Where(filter))
        {
            if (!transcript.IsCounted)
            {
                suite.Skip(transcript.Steps.Count);
                continue;
            }

            await target.RemoveAsync(transcript.Leftovers, limit, cancellation);
            foreach (var result in await new TranscriptReplayer(transcript, target, limit).RunAsync(cancellation))
            {
                suite.Count(result.Id, result.NotCounted, result.Differences);
                report?.Invoke(result);
            }

            await target.RemoveAsync(transcript.Leftovers, limit, cancellation);
        }

        return suite;
    }
}
