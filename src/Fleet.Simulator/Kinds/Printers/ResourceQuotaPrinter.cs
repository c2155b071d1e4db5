using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Kinds.Printers;

internal sealed class ResourceQuotaPrinter() : KindPrinter("resourcequotas")
{
    protected override void Write(Cells cells, DocumentValue value) =>
        cells.Name(value).Text(Usage(value["status"u8], limits: false)).Text(Usage(value["status"u8], limits: true)).Age(value);

    private static string Usage(DocumentValue status, bool limits) => string.Join(", ", status["hard"u8].Members.ToList()
        .Where(member => member.Name.StartsWith("limits.", StringComparison.Ordinal) == limits)
        .OrderBy(member => member.Name, StringComparer.Ordinal)
        .Select(member => $"{member.Name}: {Amount(status["used"u8][member.Name])}/{Amount(member.Value)}"));

    private static string Amount(DocumentValue value) => value.AsString() ?? (value.IsNumber ? value.ToString() : "0");
}
