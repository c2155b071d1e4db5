using System.Collections.Frozen;
using System.Globalization;
using Fleet.Kubernetes.Api.Tables;

namespace Fleet.Simulator.Kinds.Printers;

/// <summary>The columns of the built-in kinds, read from the embedded table <c>printer-columns.tsv</c>. Keyed as <c>pods</c>, <c>deployments.apps</c>.</summary>
internal static class PrinterColumns
{
    private const string ResourceName = "printer-columns.tsv";

    private static readonly FrozenDictionary<string, IReadOnlyList<TableColumn>> Tables = Read();

    /// <exception cref="KeyNotFoundException">The table has no columns for this resource: a mistake in this library.</exception>
    public static IReadOnlyList<TableColumn> Of(string resource) => Tables[resource];

    private static FrozenDictionary<string, IReadOnlyList<TableColumn>> Read() => EmbeddedTable.Read(ResourceName)
        .GroupBy(row => row[0], Column)
        .ToFrozenDictionary(group => group.Key, IReadOnlyList<TableColumn> (group) => [.. group], StringComparer.Ordinal);

    private static TableColumn Column(string[] row) =>
        new(row[1], row[2], row[3], Description(row[5]), int.Parse(row[4], CultureInfo.InvariantCulture));

    private static string Description(string text) => text switch
    {
        "{name}" => TableColumn.NameDescription,
        "{age}" => TableColumn.CreationDescription,
        _ => text.Replace("\\n", "\n", StringComparison.Ordinal),
    };
}
