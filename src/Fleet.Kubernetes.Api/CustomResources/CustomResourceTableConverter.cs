using Fleet.Kubernetes.Api.Tables;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Paths;

namespace Fleet.Kubernetes.Api.CustomResources;

/// <summary>The table of a custom resource: the name and its <c>additionalPrinterColumns</c>, read by JSONPath; just the age when it declares none.</summary>
/// <remarks>k8s.io/apiextensions-apiserver/pkg/registry/customresource/tableconvertor.</remarks>
public sealed class CustomResourceTableConverter : ITableConverter
{
    private readonly List<(string Type, JsonPath? Path)> _cells = [];

    /// <param name="printerColumns"><c>spec.versions[].additionalPrinterColumns</c>.</param>
    public CustomResourceTableConverter(DocumentValue printerColumns)
    {
        List<TableColumn> columns = [TableColumn.NameColumn];
        foreach (var column in printerColumns.Items)
        {
            var (type, path) = (column["type"u8].AsString(""), column["jsonPath"u8].AsString(""));
            var description = column["description"u8].AsString() is { Length: > 0 } text
                ? text
                : $"Custom resource definition column (in JSONPath format): {path}";
            columns.Add(new(
                column["name"u8].AsString(""), type, column["format"u8].AsString(""), description, (int)(column["priority"u8].AsInt64() ?? 0)));
            _cells.Add((type, JsonPath.TryParse(path, out var parsed) ? parsed : null));
        }

        if (_cells.Count == 0)
        {
            columns.Add(new("Age", "date", "", TableColumn.CreationDescription, 0));
            _cells.Add(("date", JsonPath.Parse(".metadata.creationTimestamp")));
        }

        Columns = columns;
    }

    public IReadOnlyList<TableColumn> Columns { get; }

    public void WriteCells(DocumentBuilder cells, DocumentValue value, DateTimeOffset now)
    {
        cells.String(value["metadata"u8]["name"u8].AsString(""));
        foreach (var (type, path) in _cells)
        {
            WriteCell(cells, type, path?.First(value) ?? default, now);
        }
    }

    private static void WriteCell(DocumentBuilder cells, string type, DocumentValue value, DateTimeOffset now)
    {
        switch (type)
        {
            case "string" when value.Exists:
                cells.String(value.Kind == DocumentKind.Null ? "<nil>" : value.AsString() ?? value.ToString());
                break;
            case "integer" when value.IsNumber:
                cells.Number(value.AsInt64() ?? (long)(value.AsDouble() ?? 0));
                break;
            case "number" when value.IsNumber:
            case "boolean" when value.IsBoolean:
                cells.Value(value);
                break;
            case "date" when value.IsString:
                cells.String(HumanDuration.Parse(value) is { } time ? HumanDuration.Format(now - time) : "<invalid>");
                break;
            default:
                cells.Null();
                break;
        }
    }
}
