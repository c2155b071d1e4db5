using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Kinds.Printers;

/// <summary>The table of a kind whose cells are little more than fields; see <see cref="FieldPrinters"/>.</summary>
internal sealed class FieldPrinter(string resource, Action<Cells, DocumentValue> write) : KindPrinter(resource)
{
    protected override void Write(Cells cells, DocumentValue value) => write(cells, value);
}
