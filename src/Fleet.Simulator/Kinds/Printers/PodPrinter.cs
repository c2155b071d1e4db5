using System.Globalization;
using Fleet.Kubernetes.Api.Tables;
using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Kinds.Printers;

/// <summary>Pods: ready containers, the reason that best says how the pod is, restarts and when the last one was.</summary>
internal sealed class PodPrinter() : KindPrinter("pods")
{
    private static readonly IReadOnlyList<TableRowCondition> Succeeded =
        [new("Completed", "True", "Succeeded", "The pod has completed successfully.")];

    private static readonly IReadOnlyList<TableRowCondition> Failed = [new("Completed", "True", "Failed", "The pod failed.")];

    public override IReadOnlyList<TableRowCondition> Conditions(DocumentValue value) => value["status"u8]["phase"u8].AsString() switch
    {
        "Succeeded" => Succeeded,
        "Failed" => Failed,
        _ => [],
    };

    protected override void Write(Cells cells, DocumentValue value)
    {
        var summary = PodSummary.Of(value);
        var restarts = summary.Restarts.ToString(CultureInfo.InvariantCulture);
        if (summary.Restarts > 0 && summary.LastRestart is { } last)
        {
            restarts = $"{restarts} ({HumanDuration.Format(cells.Now - last)} ago)";
        }

        var status = value["status"u8];
        cells.Name(value)
            .Text($"{summary.Ready}/{summary.Total}")
            .Text(summary.Reason)
            .Text(restarts)
            .Age(value)
            .Text(status["podIPs"u8][0]["ip"u8].AsString() is { Length: > 0 } ip ? ip : status["podIP"u8].AsString() is { Length: > 0 } single ? single : Cells.None)
            .Text(value["spec"u8]["nodeName"u8], Cells.None)
            .Text(status["nominatedNodeName"u8], Cells.None)
            .Text(ReadinessGates(value));
    }

    private static string ReadinessGates(DocumentValue pod)
    {
        var gates = pod["spec"u8]["readinessGates"u8];
        if (gates.Count == 0)
        {
            return Cells.None;
        }

        var met = gates.Items.ToList().Count(gate => PodSummary.ConditionStatus(pod, gate["conditionType"u8].AsString("")) == "True");
        return $"{met}/{gates.Count}";
    }
}
