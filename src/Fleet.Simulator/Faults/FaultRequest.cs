using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Selectors;
using Fleet.Kubernetes.Values;

namespace Fleet.Simulator.Faults;

/// <summary>A fault as the remote control reads and writes it (docs/simulator.md).</summary>
internal static class FaultRequest
{
    private static readonly string[] Fields = ["id", "kind", "cluster", "namespace", "workload", "labels", "node", "latency", "share", "after"];

    /// <exception cref="FormatException">A field is unknown or its value is not accepted; the message names it.</exception>
    public static (string Cluster, Fault Fault) Read(DocumentValue request)
    {
        foreach (var (name, value) in request.Members)
        {
            if (!Fields.Contains(name))
            {
                throw new FormatException($"{name}: unknown field {value}; accepted are {string.Join(", ", Fields)}.");
            }
        }

        if (!FaultKinds.TryParse(request["kind"u8].AsString(), out var kind))
        {
            throw new FormatException($"kind: {request["kind"u8]} is not a fault; accepted are {FaultKinds.Accepted}.");
        }

        var target = new FaultTarget
        {
            Namespace = Text(request, "namespace"),
            Workload = Text(request, "workload"),
            Node = Text(request, "node"),
            Labels = Text(request, "labels") is { } labels ? LabelSelector.Parse(labels) : null,
        };
        var fault = new Fault(Text(request, "id") ?? kind.Name(), kind, target)
        {
            Latency = Duration(request, "latency") ?? TimeSpan.FromSeconds(1),
            After = Duration(request, "after"),
            Share = Share(request["share"u8]),
        };
        return (Text(request, "cluster") ?? "*", fault);
    }

    public static DocumentNode Write(string cluster, Fault fault) => DocumentNode.Object(
        ("id", fault.Id),
        ("kind", fault.Kind.Name()),
        ("cluster", cluster),
        ("namespace", Optional(fault.Target.Namespace)),
        ("workload", Optional(fault.Target.Workload)),
        ("labels", Optional(fault.Target.Labels?.ToString())),
        ("node", Optional(fault.Target.Node)),
        ("latency", Optional(fault.Kind == FaultKind.SlowApi ? GoDuration.From(fault.Latency).ToString() : null)),
        ("share", fault.Share < 1 ? DocumentNode.Number(fault.Share) : null),
        ("after", Optional(fault.After is { } after ? GoDuration.From(after).ToString() : null)));

    private static DocumentNode? Optional(string? text) => text is null ? null : (DocumentNode)text;

    private static string? Text(DocumentValue request, string name) => request[name] switch
    {
        { Exists: false } => null,
        { IsString: true } value => value.AsString(),
        var value => throw new FormatException($"{name}: {value} is not accepted; accepted is a string."),
    };

    private static TimeSpan? Duration(DocumentValue request, string name) => Text(request, name) is not { } text
        ? null
        : GoDuration.TryParse(text, out var duration) && duration.Nanoseconds >= 0
            ? duration.ToTimeSpan()
            : throw new FormatException($"{name}: \"{text}\" is not accepted; accepted is a duration such as \"500ms\" or \"2m\".");

    private static double Share(DocumentValue value) => !value.Exists ? 1 : value.AsDouble() is { } share and > 0 and <= 1
        ? share
        : throw new FormatException($"share: {value} is not accepted; accepted is a number above 0, at most 1.");
}
