using System.Globalization;
using Fleet.Cli.Output;
using Fleet.Kubernetes.Documents;

namespace Fleet.Cli.Resources;

/// <summary>A table of the server (<c>meta.k8s.io/v1 Table</c>) as text: its columns, sorted if asked for.</summary>
/// <param name="isWide">With the columns of lower priority.</param>
/// <param name="withNamespace">With a column for the namespace.</param>
internal sealed class ServerTable(bool isWide, bool withNamespace)
{
    /// <summary>Asks for a table, and for objects where there is none.</summary>
    public const string Accept = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

    private readonly List<(List<string> Cells, DocumentValue Object)> _rows = [];
    private List<string> _headers = [];
    private List<int> _columns = [];
    private TextTable? _text;

    public int Count => _rows.Count;

    /// <summary>Adds the rows of a page or of a watch event.</summary>
    public void Add(DocumentValue table)
    {
        if (_columns.Count == 0)
        {
            ReadColumns(table["columnDefinitions"u8]);
        }

        foreach (var row in table["rows"u8].Items)
        {
            var cells = row["cells"u8];
            var texts = _columns.ConvertAll(column => Text(cells[column]));
            if (withNamespace)
            {
                texts.Insert(0, row["object"u8]["metadata"u8]["namespace"u8].AsString(""));
            }

            _rows.Add((texts, row["object"u8]));
        }
    }

    /// <summary>Orders the rows by a column or a field of the object; a leading <c>-</c> for descending.</summary>
    /// <exception cref="UsageException">There is no such column.</exception>
    public void Sort(string by)
    {
        var descending = by.StartsWith('-');
        var name = by.TrimStart('-');
        var column = _headers.FindIndex(header => string.Equals(header, name, StringComparison.OrdinalIgnoreCase));
        if (column < 0 && !name.Contains('.', StringComparison.Ordinal))
        {
            throw new UsageException($"--sort: \"{name}\" is not accepted; a column ({string.Join(", ", _headers)}) or a field as status.pods.restarts is.");
        }

        var path = name.TrimStart('.').Split('.');
        var sorted = _rows.OrderBy(row => column >= 0 ? row.Cells[column] : Text(row.Object.At(path)), CellOrder.Instance).ToList();
        _rows.Clear();
        _rows.AddRange(descending ? Enumerable.Reverse(sorted) : sorted);
    }

    public async Task WriteAsync(TextWriter output, bool useColour)
    {
        _text ??= new TextTable(_headers);
        foreach (var (cells, _) in _rows)
        {
            _text.Add(cells);
        }

        _rows.Clear();
        await _text.WriteAsync(output, useColour);
    }

    private void ReadColumns(DocumentValue definitions)
    {
        var all = definitions.Items.ToList();
        _columns = [.. Enumerable.Range(0, all.Count).Where(column => isWide || (all[column]["priority"u8].AsInt64() ?? 0) == 0)];
        _headers = _columns.ConvertAll(column => all[column]["name"u8].AsString(""));
        if (withNamespace)
        {
            _headers.Insert(0, "Namespace");
        }
    }

    private static string Text(DocumentValue cell) => cell.IsNullOrUndefined ? "" : cell.AsString() ?? cell.ToString();

    /// <summary>Numbers (also before a unit, as ages and quantities have) by value, the rest as text.</summary>
    private sealed class CellOrder : IComparer<string>
    {
        public static readonly CellOrder Instance = new();

        public int Compare(string? x, string? y) =>
            Number(x) is { } left && Number(y) is { } right ? left.CompareTo(right) : string.CompareOrdinal(x, y);

        private static double? Number(string? text) =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
            : Fleet.Kubernetes.Values.Quantity.TryParse(text, out var quantity) ? quantity.ToDouble()
            : text is not null && CliOptions.ParseDuration(text) is { } span ? span.TotalSeconds : null;
    }
}
