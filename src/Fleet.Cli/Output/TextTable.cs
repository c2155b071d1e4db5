using System.Text;

namespace Fleet.Cli.Output;

/// <summary>Columns as kubectl prints them: as wide as their widest cell, three spaces apart, no lines.</summary>
internal sealed class TextTable(params IReadOnlyList<string> headers)
{
    private const int Gap = 3;

    private readonly List<IReadOnlyList<string>> _rows = [];
    private int[]? _widths;

    public int Count => _rows.Count;

    public TextTable Add(params IReadOnlyList<string> cells)
    {
        _rows.Add(cells);
        return this;
    }

    /// <summary>Writes and forgets the rows; tables that grow write again, with the same widths and without headers.</summary>
    public async Task WriteAsync(TextWriter output, bool useColour)
    {
        var text = new StringBuilder();
        if (_widths is null)
        {
            _widths = [.. headers.Select((header, column) => _rows.Select(row => row[column].Length).Append(header.Length).Max())];
            Append(text, [.. headers.Select(header => header.ToUpperInvariant())], _widths, useColour: false);
        }

        foreach (var row in _rows)
        {
            Append(text, row, _widths, useColour);
        }

        _rows.Clear();
        await output.WriteAsync(text.ToString());
        await output.FlushAsync();
    }

    private static void Append(StringBuilder text, IReadOnlyList<string> row, int[] widths, bool useColour)
    {
        for (var column = 0; column < row.Count; column++)
        {
            var cell = Clean(row[column]);
            text.Append(useColour ? Paint.Word(cell) : cell);
            if (column < row.Count - 1)
            {
                text.Append(' ', Math.Max(0, widths[column] - cell.Length) + Gap);
            }
        }

        while (text.Length > 0 && text[^1] == ' ')
        {
            text.Length--;
        }

        text.Append('\n');
    }

    /// <summary>What comes from clusters must not move the cursor or break the line.</summary>
    private static string Clean(string cell) => cell.Any(char.IsControl) ? new string([.. cell.Select(c => char.IsControl(c) ? ' ' : c)]) : cell;
}
