using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Kinds.Printers;

/// <summary>ReplicaSets and ReplicationControllers, whose selector is a plain label map.</summary>
internal sealed class ReplicaSetPrinter(string resource) : KindPrinter(resource)
{
    protected override void Write(Cells cells, DocumentValue value)
    {
        var (spec, status) = (value["spec"u8], value["status"u8]);
        var selector = spec["selector"u8];
        var isLabelSelector = selector["matchLabels"u8].IsObject || selector["matchExpressions"u8].IsArray;
        cells.Name(value)
            .Number(spec["replicas"u8])
            .Number(status["replicas"u8])
            .Number(status["readyReplicas"u8])
            .Age(value)
            .Containers(spec["template"u8]["spec"u8])
            .Text(isLabelSelector ? SelectorText.Selector(selector) : SelectorText.Labels(selector));
    }
}
