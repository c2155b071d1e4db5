using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Kinds.Printers;

internal sealed class DaemonSetPrinter() : KindPrinter("daemonsets.apps")
{
    protected override void Write(Cells cells, DocumentValue value)
    {
        var (spec, status) = (value["spec"u8], value["status"u8]);
        var podSpec = spec["template"u8]["spec"u8];
        cells.Name(value)
            .Number(status["desiredNumberScheduled"u8])
            .Number(status["currentNumberScheduled"u8])
            .Number(status["numberReady"u8])
            .Number(status["updatedNumberScheduled"u8])
            .Number(status["numberAvailable"u8])
            .Text(SelectorText.Labels(podSpec["nodeSelector"u8]))
            .Age(value)
            .Containers(podSpec)
            .Text(SelectorText.Selector(spec["selector"u8]));
    }
}
