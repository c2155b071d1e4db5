using Fleet.Kubernetes.Api.Tables;
using Fleet.Kubernetes.Documents;

namespace Fleet.Resources.Tables;

/// <summary>A table of columns that are read by code; the name stands first.</summary>
internal abstract class ColumnTable(params IReadOnlyList<Column> columns) : ITableConverter
{
    public IReadOnlyList<TableColumn> Columns { get; } = [TableColumn.NameColumn, .. columns.Select(column => column.Definition)];

    public void WriteCells(DocumentBuilder cells, DocumentValue value, DateTimeOffset now)
    {
        cells.String(value["metadata"u8]["name"u8].AsString(""));
        foreach (var column in columns)
        {
            column.Write(cells, value, now);
        }
    }
}
