using System.Buffers;

namespace Fleet.Kubernetes.Client;

/// <summary>
/// The unread bytes of a response body, always contiguous and never more than a limit. While it waits with nothing unread it holds no buffer: a fleet
/// has thousands of idle watches.
/// </summary>
internal sealed class BodyBuffer : IDisposable
{
    private const int MinBytes = 16 << 10;

    private readonly Stream _stream;
    private readonly int _limit;
    private byte[] _buffer = [];
    private int _start;
    private int _end;

    public BodyBuffer(Stream stream, int limit)
    {
        _stream = stream;
        _limit = limit;
    }

    public ReadOnlySpan<byte> Unread => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Bytes received so far, for progress and limits.</summary>
    public long Received { get; private set; }

    public void Consume(int count) => _start += count;

    /// <summary>Appends what the stream has next; false at its end.</summary>
    /// <exception cref="BodyTooLargeException">The unread bytes have reached the limit.</exception>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_end - _start >= _limit)
        {
            throw new BodyTooLargeException(_limit);
        }

        if (_start == _end)
        {
            Release();
            // Completes when there is data (or the end), without a buffer to hold it.
            await _stream.ReadAsync(Memory<byte>.Empty, cancellationToken).ConfigureAwait(false);
        }

        MakeRoom();
        var read = await _stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _end += read;
        Received += read;
        return read > 0;
    }

    public void Dispose() => Release();

    private void MakeRoom()
    {
        if (_end < _buffer.Length)
        {
            return;
        }

        var unread = _end - _start;
        if (unread <= _buffer.Length / 2 && _buffer.Length >= MinBytes)
        {
            _buffer.AsSpan(_start, unread).CopyTo(_buffer);
        }
        else
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(MinBytes, Math.Min(unread * 2, _limit)));
            Unread.CopyTo(larger);
            Return();
            _buffer = larger;
        }

        _start = 0;
        _end = unread;
    }

    private void Release()
    {
        Return();
        _buffer = [];
        _start = 0;
        _end = 0;
    }

    private void Return()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }
}
