using Fleet.Kubernetes.Api.Tables;
using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Kinds.Printers;

/// <summary>The table of one built-in kind: columns from the embedded facts, cells from code (upstream <c>pkg/printers/internalversion</c>).</summary>
internal abstract class KindPrinter(string resource) : ITableConverter
{
    public IReadOnlyList<TableColumn> Columns { get; } = PrinterColumns.Of(resource);

    public void WriteCells(DocumentBuilder cells, DocumentValue value, DateTimeOffset now) => Write(new Cells(cells, now), value);

    public virtual IReadOnlyList<TableRowCondition> Conditions(DocumentValue value) => [];

    protected abstract void Write(Cells cells, DocumentValue value);
}
