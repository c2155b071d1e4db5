using System.Text.Json;

namespace Fleet.Testing.Transcripts;

/// <summary>
/// One recorded scenario: requests sent to a real kube-apiserver, in order, and its answers. Format: the README beside the recordings.
/// </summary>
public sealed record Transcript(string Name, string Folder, bool RunsControllers, IReadOnlyList<TranscriptStep> Steps)
{
    private static readonly string[] ControllersNotBuilt = ["/daemonsets", "/statefulsets", "/horizontalpodautoscalers", "/jobs", "/cronjobs"];

    /// <summary>
    /// Whether its steps count: not where policies must be enforced (that engine does not exist yet), and not where the answers come from
    /// controllers the simulator does not run.
    /// </summary>
    public bool IsCounted => Folder != "vap"
        && !(RunsControllers && Folder == "controllers" && Steps.Any(step => ControllersNotBuilt.Any(step.Path.Contains)));

    /// <summary>Reads a scenario file.</summary>
    public static Transcript Load(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        var root = document.RootElement.Clone();
        return new Transcript(
            Path.GetFileNameWithoutExtension(file),
            Path.GetFileName(Path.GetDirectoryName(file)!),
            root.GetProperty("controllers").GetString() == "running",
            [.. root.GetProperty("steps").EnumerateArray().Select(TranscriptStep.From)]);
    }

    /// <summary>The scenarios of a folder, by name; a folder of another format (kubectl sessions) has none.</summary>
    public static IReadOnlyList<Transcript> LoadFolder(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(Load)];
}
