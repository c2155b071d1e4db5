using System.Text.Json;

namespace Fleet.Testing.Transcripts;

/// <summary>One recorded kubectl command: the requests it sent, in order, with the status and media type of each answer.</summary>
public sealed record KubectlTranscript(string Name, string Command, int Order, string? NotComparable, IReadOnlyList<JsonElement> Requests, KubectlLog Log)
{
    /// <summary>The commands of one session, in order.</summary>
    public static IReadOnlyList<KubectlTranscript> LoadSession(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.json").Select(Load).OrderBy(transcript => transcript.Order)];

    private static KubectlTranscript Load(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        var root = document.RootElement.Clone();
        return new KubectlTranscript(
            Path.GetFileNameWithoutExtension(file),
            root.GetProperty("command").GetString()!,
            root.GetProperty("order").GetInt32(),
            root.TryGetProperty("unstable", out var unstable) ? unstable.ToString() : null,
            [.. root.GetProperty("requests").EnumerateArray()],
            KubectlLog.Parse(root.GetProperty("stderr").GetString()!));
    }
}
