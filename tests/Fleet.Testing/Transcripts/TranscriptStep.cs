using System.Text.Json;

namespace Fleet.Testing.Transcripts;

/// <summary>One recorded request and its answer. <see cref="Until"/> is null but for steps that were repeated until its conditions held.</summary>
public sealed record TranscriptStep
{
    public required string Id { get; init; }

    public required JsonElement Request { get; init; }

    public required JsonElement Response { get; init; }

    /// <summary>Time that passed before the request was sent.</summary>
    public TimeSpan PauseBefore { get; init; }

    public bool IsWatch { get; init; }

    /// <summary>The step after which the client closed this watch; null: the server ended it.</summary>
    public string? CloseAfter { get; init; }

    public IReadOnlyList<UntilCondition>? Until { get; init; }

    /// <summary>How long the answer's resourceVersion had to stay the same.</summary>
    public TimeSpan StableFor { get; init; }

    public TimeSpan Timeout { get; init; }

    /// <summary>Why the answer is no fact to hold others to (varies, or differs from upstream); null where it is one.</summary>
    public string? NotComparable { get; init; }

    /// <summary>Only a part of the answer was kept: what the recording does not have of a map is not compared.</summary>
    public bool IsTrimmed { get; init; }

    public string Path => Request.GetProperty("path").GetString()!;

    public static TranscriptStep From(JsonElement step) => new()
    {
        Id = step.GetProperty("id").GetString()!,
        Request = step.GetProperty("request"),
        Response = step.GetProperty("response"),
        PauseBefore = Seconds(step, "pause_before_s", 0),
        IsWatch = step.TryGetProperty("watch", out var watch) && watch.GetBoolean(),
        CloseAfter = Text(step, "close_after"),
        Until = step.TryGetProperty("until", out var until) ? [.. until.EnumerateArray().Select(item => new UntilCondition(item))] : null,
        StableFor = Seconds(step, "stable_for_s", 0),
        Timeout = Seconds(step, "timeout_s", 90),
        IsTrimmed = Text(step, "notes")?.StartsWith("trimmed", StringComparison.Ordinal) == true,
        NotComparable = Text(step, "unstable") ?? Text(step, "fork_difference"),
    };

    private static string? Text(JsonElement step, string name) => step.TryGetProperty(name, out var value) ? value.ToString() : null;

    private static TimeSpan Seconds(JsonElement step, string name, double otherwise) =>
        TimeSpan.FromSeconds(step.TryGetProperty(name, out var value) ? value.GetDouble() : otherwise);
}
