using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Kinds.Printers;

internal sealed class StatefulSetPrinter() : KindPrinter("statefulsets.apps")
{
    protected override void Write(Cells cells, DocumentValue value)
    {
        var (spec, status) = (value["spec"u8], value["status"u8]);
        cells.Name(value)
            .Text($"{status["readyReplicas"u8].AsInt64() ?? 0}/{spec["replicas"u8].AsInt64() ?? 0}")
            .Age(value)
            .Containers(spec["template"u8]["spec"u8]);
    }
}
