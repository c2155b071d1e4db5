using System.Buffers;
using System.Text;
using Fleet.Kubernetes.Documents;

namespace Fleet.Client;

/// <summary>
/// Reads <c>text/event-stream</c>. Unlike System.Net.ServerSentEvents it bounds what a server can make it hold, and shows comments: they are the heartbeats.
/// What is cut before the blank line that ends an event is no event. Not thread safe.
/// </summary>
/// <remarks>Source: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation; lines end in LF or CRLF.</remarks>
internal sealed class EventStreamReader
{
    private const int ReadBytes = 16 << 10;

    private readonly Stream _stream;
    private readonly int _maxEventBytes;
    private readonly ArrayBufferWriter<byte> _data = new();
    private byte[] _buffer = new byte[ReadBytes];
    private int _start;
    private int _end;
    private int _searched;
    private long? _id;
    private bool _atBeginning = true;

    public EventStreamReader(Stream stream, int maxEventBytes)
    {
        _stream = stream;
        _maxEventBytes = maxEventBytes;
    }

    /// <summary>The next event or heartbeat; null at the end of the stream.</summary>
    /// <exception cref="DocumentFormatException">An event that is none of this fleet's, or too large.</exception>
    public async ValueTask<EventSignal?> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            while (TryReadLine(out var start, out var length))
            {
                if (Interpret(_buffer.AsSpan(start, length)) is { } signal)
                {
                    return signal;
                }
            }

            CheckSize(_end - _start);
            MakeRoom();
            var read = await _stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return null;
            }

            _end += read;
        }
    }

    private bool TryReadLine(out int start, out int length)
    {
        start = _start;
        length = _buffer.AsSpan(_start + _searched, _end - _start - _searched).IndexOf((byte)'\n');
        if (length < 0)
        {
            _searched = _end - _start;
            return false;
        }

        length += _searched;
        _searched = 0;
        _start += length + 1;
        if (length > 0 && _buffer[start + length - 1] == (byte)'\r')
        {
            length--;
        }

        return true;
    }

    private EventSignal? Interpret(ReadOnlySpan<byte> line)
    {
        if (_atBeginning)
        {
            _atBeginning = false;
            line = line.StartsWith("\uFEFF"u8) ? line["\uFEFF"u8.Length..] : line;
        }

        if (line.IsEmpty)
        {
            return Dispatch();
        }

        if (line[0] == (byte)':')
        {
            return new EventSignal(null, Position(line[1..].Trim(" "u8)));
        }

        var colon = line.IndexOf((byte)':');
        var name = colon < 0 ? line : line[..colon];
        var value = colon < 0 ? default : line[(colon + 1)..];
        value = value.StartsWith(" "u8) ? value[1..] : value;
        if (name.SequenceEqual("id"u8))
        {
            _id = Position(value) ?? throw new DocumentFormatException("The id of an event is not a position in the fleet's log.");
        }
        else if (name.SequenceEqual("data"u8))
        {
            CheckSize(_data.WrittenCount + value.Length);
            if (_data.WrittenCount > 0)
            {
                _data.Write("\n"u8);
            }

            _data.Write(value);
        }

        // "event" repeats the CloudEvent's type, "retry" is the caller's affair; others are to be ignored.
        return null;
    }

    private EventSignal? Dispatch()
    {
        if (_data.WrittenCount == 0)
        {
            return null;
        }

        var document = Document.Parse(_data.WrittenSpan);
        _data.ResetWrittenCount();
        return new EventSignal(_id is { } position ? FleetEvent.Read(position, document) : FleetEvent.Read(document), null);
    }

    private static long? Position(ReadOnlySpan<byte> text) => text.Length <= 20 ? FleetEvent.PositionOf(Encoding.ASCII.GetString(text)) : null;

    private void CheckSize(int bytes)
    {
        if (bytes > _maxEventBytes)
        {
            throw new DocumentFormatException($"An event of more than {_maxEventBytes} bytes.");
        }
    }

    private void MakeRoom()
    {
        if (_end < _buffer.Length)
        {
            return;
        }

        var unread = _end - _start;
        var target = unread > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
        _buffer.AsSpan(_start, unread).CopyTo(target);
        _buffer = target;
        _start = 0;
        _end = unread;
    }
}
