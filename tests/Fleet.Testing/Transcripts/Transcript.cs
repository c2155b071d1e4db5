using System.Text.Json;

namespace Fleet.Testing.Transcripts;

/// <summary>
/// One recorded scenario: requests sent to a real kube-apiserver, in order, and its answers. Format: the README beside the recordings.
/// </summary>
public sealed record Transcript(string Name, string Folder, bool RunsControllers, IReadOnlyList<TranscriptStep> Steps)
{
    /// <summary>Paths of what the scenario makes and must not find: its namespaces, and cluster-scoped objects.</summary>
    public IReadOnlyList<string> Leftovers { get; init; } = [];

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
            [.. root.GetProperty("steps").EnumerateArray().Select(TranscriptStep.From)])
        {
            Leftovers =
            [
                .. root.GetProperty("cleanup").EnumerateArray().Select(path => path.GetString()!),
                .. root.GetProperty("namespaces").EnumerateArray().Select(name => "/api/v1/namespaces/" + name.GetString()),
            ],
        };
    }

    /// <summary>Takes scenarios by folder (<c>ssa</c>) or name (<c>ssa/conflict</c>), several separated by commas; null or empty takes all.</summary>
    public static Func<Transcript, bool> Selection(string? text)
    {
        var names = (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return transcript => names.Length == 0 || names.Contains(transcript.Folder) || names.Contains($"{transcript.Folder}/{transcript.Name}");
    }

    /// <summary>
    /// The folders of scenarios, those first that look at everything a cluster serves: other scenarios add kinds. The kubectl sessions have
    /// another format.
    /// </summary>
    public static IReadOnlyList<string> Folders(string root) =>
        [.. Directory.EnumerateDirectories(root).Where(folder => Path.GetFileName(folder) != "kubectl")
            .OrderBy(folder => Path.GetFileName(folder) is "discovery" or "openapi" ? 0 : 1).ThenBy(folder => folder, StringComparer.Ordinal)];

    /// <summary>The scenarios of a folder, by name.</summary>
    public static IReadOnlyList<Transcript> LoadFolder(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(Load)];
}
