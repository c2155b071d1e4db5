using System.Text;
using Fleet.Inventory.Workloads;

namespace Fleet.Inventory.Queries;

/// <summary>
/// The values of one label over the rows of a snapshot, each read out of its document once, when it is first asked for. Rows have numbers of values, so that
/// counting is counting numbers. Thread safe.
/// </summary>
internal sealed class LabelColumn(byte[] key, int rows)
{
    private const int Absent = 1;

    private readonly int[] _codes = new int[rows];
    private readonly Lock _reading = new();
    private readonly Dictionary<byte[], int> _known = new(new Utf8Comparer());
    private volatile string?[] _values = new string?[8];
    private volatile int _count = Absent + 1;

    public ReadOnlySpan<byte> Key => key;

    /// <summary>Numbers given so far.</summary>
    public int Codes => _count;

    /// <summary>The number of a row's value.</summary>
    public int CodeOf(Workload row, int index) => Volatile.Read(ref _codes[index]) is > 0 and var code ? code : Read(row, index);

    /// <summary>The value of a number; null for rows without the label.</summary>
    public string? ValueOf(int code) => _values[code];

    private int Read(Workload row, int index)
    {
        var value = row.Document["metadata"u8]["labels"u8][key];
        var text = value.TryGetUtf8(out var utf8) ? utf8 : Encoding.UTF8.GetBytes(value.AsString(""));
        lock (_reading)
        {
            var code = value.Exists ? CodeOfText(text) : Absent;

            // After its value: whoever sees the number finds it.
            Volatile.Write(ref _codes[index], code);
            return code;
        }
    }

    private int CodeOfText(ReadOnlySpan<byte> text)
    {
        var lookup = _known.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (!lookup.TryGetValue(text, out var code))
        {
            code = _count;
            if (code == _values.Length)
            {
                var larger = new string?[code * 2];
                _values.CopyTo(larger, 0);
                _values = larger;
            }

            _values[code] = Encoding.UTF8.GetString(text);
            _count = code + 1;
            lookup[text] = code;
        }

        return code;
    }
}
