using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Tables;

/// <summary>Name and creation time: the table of kinds that have no columns of their own (upstream <c>rest.NewDefaultTableConvertor</c>).</summary>
public sealed class DefaultTableConverter : ITableConverter
{
    private DefaultTableConverter()
    {
    }

    public static DefaultTableConverter Instance { get; } = new();

    public IReadOnlyList<TableColumn> Columns { get; } =
        [TableColumn.NameColumn, new("Created At", "date", "", TableColumn.CreationDescription, 0)];

    public void WriteCells(DocumentBuilder cells, DocumentValue value, DateTimeOffset now)
    {
        var metadata = value["metadata"u8];
        cells.String(metadata["name"u8].AsString("")).String(metadata["creationTimestamp"u8].AsString(""));
    }
}
