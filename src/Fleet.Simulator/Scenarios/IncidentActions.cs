using System.Globalization;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;
using Fleet.Simulator.Controllers;
using Fleet.Simulator.Faults;

namespace Fleet.Simulator.Scenarios;

/// <summary>What incidents do to the objects and the faults of their cluster when they begin and when they end.</summary>
internal sealed class IncidentActions(ObjectClient objects, FaultTable faults)
{
    /// <summary>Who changes images and sizes: a pipeline, as far as the objects tell.</summary>
    private const string PipelineManager = "deploy-pipeline";

    private const string BrokenSuffix = "-broken";

    public async ValueTask BeginAsync(ScheduledIncident scheduled, CancellationToken cancellationToken)
    {
        var parameters = scheduled.Incident.Parameters;
        switch (scheduled.Incident.Kind)
        {
            case IncidentKind.BadImage:
                AddFault(scheduled, FaultKind.ImagePull);
                await SetImageAsync(scheduled, image => parameters["image"u8].AsString() ?? image + BrokenSuffix, cancellationToken);
                break;
            case IncidentKind.NewVersion:
                await SetImageAsync(scheduled, image => parameters["image"u8].AsString() ?? NextVersion(image), cancellationToken);
                break;
            case IncidentKind.Scale:
                await ChangeAsync(scheduled, PipelineManager, node => node["spec"]!["replicas"] = parameters["replicas"u8].AsInt64() ?? 3, cancellationToken);
                break;
            case IncidentKind.ManualEdit:
                await ChangeAsync(scheduled, FieldEdit.Manager, node => FieldEdit.Apply(node, parameters), cancellationToken);
                break;
            default:
                if (scheduled.Incident.Kind.Fault() is { } fault)
                {
                    AddFault(scheduled, fault);
                }

                break;
        }
    }

    public async ValueTask EndAsync(ScheduledIncident scheduled, CancellationToken cancellationToken)
    {
        faults.Remove(scheduled.FaultId);
        if (scheduled.Incident.Kind == IncidentKind.BadImage && !scheduled.Incident.Parameters["image"u8].Exists)
        {
            await SetImageAsync(
                scheduled, image => image.EndsWith(BrokenSuffix, StringComparison.Ordinal) ? image[..^BrokenSuffix.Length] : image, cancellationToken);
        }
    }

    private void AddFault(ScheduledIncident scheduled, FaultKind kind) => faults.Add(new Fault(scheduled.FaultId, kind, new FaultTarget
    {
        Namespace = scheduled.Workload?.Namespace,
        Workload = scheduled.Workload?.Name,
        Node = scheduled.Node,
    })
    {
        Latency = Duration(scheduled, "latency") ?? TimeSpan.FromSeconds(2 * scheduled.Incident.Severity),
        After = Duration(scheduled, "after"),
    });

    private static TimeSpan? Duration(ScheduledIncident scheduled, string name) =>
        scheduled.Incident.Parameters[name].AsString() is { } text ? GoDuration.Parse(text).ToTimeSpan() : null;

    private ValueTask SetImageAsync(ScheduledIncident scheduled, Func<string, string> change, CancellationToken cancellationToken) => ChangeAsync(
        scheduled,
        PipelineManager,
        node =>
        {
            var container = node["spec"]!["template"]!["spec"]!["containers"]!.Items[0];
            container["image"] = change(container["image"]?.AsString() ?? "");
        },
        cancellationToken);

    private async ValueTask ChangeAsync(ScheduledIncident scheduled, string manager, Action<DocumentNode> change, CancellationToken cancellationToken)
    {
        if (scheduled.Workload is not { } workload)
        {
            return;
        }

        // Null when the workload was deleted meanwhile: then nothing is left to befall.
        await objects.As(manager).MutateAsync(
            KnownResources.Deployments,
            new ObjectName(workload.Namespace, workload.Name),
            node =>
            {
                change(node);
                return true;
            },
            cancellationToken);
    }

    /// <summary>The last number of the tag, one higher.</summary>
    private static string NextVersion(string image)
    {
        var end = image.Length;
        while (end > 0 && !char.IsAsciiDigit(image[end - 1]))
        {
            end--;
        }

        var start = end;
        while (start > 0 && char.IsAsciiDigit(image[start - 1]))
        {
            start--;
        }

        return start < end && int.TryParse(image.AsSpan(start, end - start), CultureInfo.InvariantCulture, out var number)
            ? string.Create(CultureInfo.InvariantCulture, $"{image[..start]}{number + 1}{image[end..]}")
            : image + "-1";
    }
}
