using System.Buffers;
using System.Text;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Documents;

namespace Fleet.Inventory.Queries;

/// <summary>What of a row is searched, in lower case and UTF-8, its parts separated by line feeds, which no word has.</summary>
internal ref struct SearchText
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(1024);
    private int _length;

    private SearchText(Workload row)
    {
        Append(row.ObjectName);
        Append(row.Key.Namespace);
        Append(row.Reason);

        // Both are in the object's name, unless that was cut.
        if (!row.ObjectName.EndsWith(row.Key.Name, StringComparison.OrdinalIgnoreCase))
        {
            Append(row.Key.Name);
            Append(row.Key.Cluster);
        }

        foreach (var image in row.Document["spec"u8]["images"u8].Items)
        {
            Append(image);
        }

        Append(row.Document["status"u8]["message"u8]);
    }

    public static byte[] Of(Workload row)
    {
        var text = new SearchText(row);
        var bytes = text._buffer.AsSpan(0, text._length).ToArray();
        ArrayPool<byte>.Shared.Return(text._buffer);
        return bytes;
    }

    private void Append(DocumentValue value)
    {
        if (!value.TryGetUtf8(out var utf8) || !Ascii.IsValid(utf8))
        {
            Append(value.AsString(""));
            return;
        }

        Ascii.ToLower(utf8, Reserve(utf8.Length), out _);
        End(utf8.Length);
    }

    private void Append(string part)
    {
        if (Ascii.ToLower(part, Reserve(part.Length), out _) == OperationStatus.Done)
        {
            End(part.Length);
            return;
        }

        var lower = Encoding.UTF8.GetBytes(part.ToLowerInvariant());
        lower.CopyTo(Reserve(lower.Length));
        End(lower.Length);
    }

    private void End(int written)
    {
        _length += written;
        _buffer[_length++] = (byte)'\n';
    }

    /// <summary>Room for so much, and a separator.</summary>
    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _length <= count)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _length + count + 1));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsSpan(_length);
    }
}
