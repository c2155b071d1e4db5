using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Fleet.Testing.Transcripts;

/// <summary>
/// Replays one scenario against a server and compares every answer with the recorded one, by the comparison rules of the README beside the
/// recordings. One replayer serves one scenario: the mapping of uids and versions lives as long as it.
/// </summary>
public sealed class TranscriptReplayer
{
    private readonly Transcript _transcript;
    private readonly TranscriptTarget _target;
    private readonly TimeSpan _limit;
    private readonly ReferenceResolver _references = new();
    private readonly AnswerComparer _comparer;
    private readonly List<OpenWatch> _watches = [];
    private readonly HashSet<string> _sent = [];
    private readonly Dictionary<string, StepResult> _results = [];

    /// <param name="transcript">The scenario.</param>
    /// <param name="target">The server; the scenario's namespaces must not exist there.</param>
    /// <param name="limit">Real time a repeated request may take until its conditions hold.</param>
    public TranscriptReplayer(Transcript transcript, TranscriptTarget target, TimeSpan limit)
    {
        ArgumentNullException.ThrowIfNull(transcript);
        _transcript = transcript;
        _target = target;
        _limit = limit;
        _comparer = new AnswerComparer(transcript);
    }

    /// <summary>Runs all steps; the results are in the scenario's order.</summary>
    public async Task<IReadOnlyList<StepResult>> RunAsync(CancellationToken cancellation = default)
    {
        try
        {
            foreach (var step in _transcript.Steps)
            {
                await _target.AdvanceAsync(step.PauseBefore, cancellation);
                await RunStepAsync(step, cancellation);
            }

            foreach (var watch in _watches.ToArray())
            {
                await CloseAsync(watch);
            }
        }
        finally
        {
            foreach (var watch in _watches)
            {
                await watch.DisposeAsync();
            }
        }

        return [.. _transcript.Steps.Select(step => _results[step.Id])];
    }

    private async Task RunStepAsync(TranscriptStep step, CancellationToken cancellation)
    {
        _sent.Add(step.Id);
        try
        {
            if (step.IsWatch)
            {
                await WatchAsync(step, cancellation);
            }
            else
            {
                var (answer, unmet) = step.Until is null ? (await SendAsync(step, cancellation), null) : await RepeatAsync(step, cancellation);
                Compare(step, answer, unmet);
            }
        }
        catch (Exception error) when (error is KeyNotFoundException or HttpRequestException or IOException or TimeoutException)
        {
            Record(step, [error.Message]);
        }

        foreach (var watch in _watches.ToArray())
        {
            await watch.WaitForAsync(watch.ExpectedAfter(_sent), Pace.EventLimit);
            if (watch.Step.CloseAfter == step.Id)
            {
                await CloseAsync(watch);
            }
        }
    }

    private async Task WatchAsync(TranscriptStep step, CancellationToken cancellation)
    {
        var watch = new OpenWatch(step, await PumpAsync(_target.SendAsync(step.Request, _references, cancellation), cancellation));
        _watches.Add(watch);
        if (step.CloseAfter is null)
        {
            await watch.WaitForAsync(watch.ExpectedAfter(_sent), Pace.EventLimit);
            await AwaitEndAsync(watch, cancellation);
            await CloseAsync(watch);
        }
    }

    /// <summary>The server ends a watch by its own clock or by the machine's: both are given the time the request asked for.</summary>
    private async Task AwaitEndAsync(OpenWatch watch, CancellationToken cancellation)
    {
        var asked = watch.Step.Request.GetProperty("query").TryGetProperty("timeoutSeconds", out var seconds)
            ? TimeSpan.FromSeconds(double.Parse(seconds.ToString(), CultureInfo.InvariantCulture))
            : TimeSpan.Zero;
        var real = Stopwatch.StartNew();
        for (var served = TimeSpan.Zero; !watch.HasEnded && real.Elapsed < asked + _limit; served += Pace.Advance)
        {
            await Task.Delay(Pace.Tick, cancellation);
            await _target.AdvanceAsync(served < asked + Pace.Slack ? Pace.Advance : TimeSpan.Zero, cancellation);
        }
    }

    private async Task CloseAsync(OpenWatch watch)
    {
        if (!watch.HasEnded)
        {
            await Task.Delay(Pace.Silence);
        }

        var endedByServer = watch.HasEnded;
        var answer = await watch.CloseAsync();
        _watches.Remove(watch);
        var expectsServer = watch.Step.Response.GetProperty("ended_by").ValueEquals("server");
        Compare(watch.Step, answer, endedByServer == expectsServer ? null : $"/ended_by: expected {(expectsServer ? "server" : "client")}");
        await watch.DisposeAsync();
    }

    /// <summary>Sends the request until its conditions hold and its answer stayed the same; gives the last answer, and what did not hold.</summary>
    private async Task<(TranscriptAnswer Answer, string? Unmet)> RepeatAsync(TranscriptStep step, CancellationToken cancellation)
    {
        var real = Stopwatch.StartNew();
        for (var served = TimeSpan.Zero; ; served += Pace.Advance)
        {
            var answer = await SendAsync(step, cancellation);
            var unmet = step.Until!.FirstOrDefault(condition => !condition.Holds(answer))?.ToString();
            if (unmet is null && step.StableFor > TimeSpan.Zero)
            {
                var later = await SettleAsync(step, cancellation);
                var settled = Version(later) == Version(answer) && step.Until!.All(condition => condition.Holds(later));
                unmet = settled ? null : "the answer does not settle";
                answer = later;
            }

            if (unmet is null || real.Elapsed > _limit)
            {
                return (answer, unmet is null ? null : $"not reached: {unmet}");
            }

            await Task.Delay(Pace.Tick, cancellation);
            await _target.AdvanceAsync(served < step.Timeout ? Pace.Advance : TimeSpan.Zero, cancellation);
        }
    }

    private async Task<TranscriptAnswer> SettleAsync(TranscriptStep step, CancellationToken cancellation)
    {
        // In two halves, so that what is due at the end of the first can cause something within the second.
        for (var half = 0; half < 2; half++)
        {
            await _target.AdvanceAsync(step.StableFor / 2, cancellation);
            await Task.Delay(Pace.Silence, cancellation);
        }

        return await SendAsync(step, cancellation);
    }

    private static string Version(TranscriptAnswer answer)
    {
        var items = JsonPath.Find(answer.Body, "items");
        return items is { ValueKind: JsonValueKind.Array } list
            ? string.Join(',', list.EnumerateArray().Select(item => JsonPath.Find(item, "metadata.resourceVersion")?.ToString()))
            : JsonPath.Find(answer.Body, "metadata.resourceVersion")?.ToString() ?? "";
    }

    private async Task<TranscriptAnswer> SendAsync(TranscriptStep step, CancellationToken cancellation)
    {
        using var response = await PumpAsync(_target.SendAsync(step.Request, _references, cancellation), cancellation);
        return TranscriptAnswer.From(response, await PumpAsync(response.Content.ReadAsStringAsync(cancellation), cancellation));
    }

    /// <summary>Awaits an answer; when it takes long, it may wait for the server's clock, so that is moved on.</summary>
    private async Task<T> PumpAsync<T>(Task<T> answer, CancellationToken cancellation)
    {
        var real = Stopwatch.StartNew();
        await Task.WhenAny(answer, Task.Delay(Pace.Patience, cancellation));
        for (var served = TimeSpan.Zero; !answer.IsCompleted; served += Pace.Advance)
        {
            if (real.Elapsed > Pace.AnswerLimit + _limit)
            {
                throw new TimeoutException("no answer");
            }

            await _target.AdvanceAsync(served < Pace.AnswerLimit ? Pace.Advance : TimeSpan.Zero, cancellation);
            await Task.WhenAny(answer, Task.Delay(Pace.Tick, cancellation));
        }

        return await answer;
    }

    private void Compare(TranscriptStep step, TranscriptAnswer answer, string? alsoDifferent)
    {
        _references.Remember(step.Id, answer.Body);
        var differences = _comparer.Compare(step, answer);
        Record(step, alsoDifferent is null ? differences : [alsoDifferent, .. differences]);
    }

    private void Record(TranscriptStep step, IReadOnlyList<string> differences) =>
        _results[step.Id] = new StepResult($"{_transcript.Folder}/{_transcript.Name}#{step.Id}", differences, step.NotComparable ?? NotCounted);

    private string? NotCounted => _transcript.IsCounted ? null : "not built by this version";
}
