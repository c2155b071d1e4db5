using System.Text;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Simulator.Scenarios;

/// <summary>Writes the ground truth: one JSON object a line, an incident's when it begins (docs/scenarios.md). Thread safe.</summary>
internal sealed class TruthWriter : IAsyncDisposable
{
    private readonly StreamWriter _output;
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <exception cref="IOException">The file cannot be written.</exception>
    public TruthWriter(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        _output = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
    }

    public static DocumentNode Line(ScheduledIncident scheduled) => DocumentNode.Object(
        ("id", scheduled.Incident.Id),
        ("kind", scheduled.Incident.Kind.Name()),
        ("cluster", scheduled.Cluster),
        ("namespace", Optional(scheduled.Workload?.Namespace)),
        ("workload", Optional(scheduled.Workload?.Name)),
        ("node", Optional(scheduled.Node)),
        ("severity", DocumentNode.Number(scheduled.Incident.Severity)),
        ("start", Timestamps.FormatMicro(scheduled.Start)),
        ("end", Timestamps.FormatMicro(scheduled.End)));

    public async ValueTask WriteAsync(ScheduledIncident scheduled, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await _output.WriteLineAsync(Line(scheduled).ToString().AsMemory(), cancellationToken);
            await _output.FlushAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _output.DisposeAsync();
        _turn.Dispose();
    }

    private static DocumentNode? Optional(string? text) => text is null ? null : (DocumentNode)text;
}
