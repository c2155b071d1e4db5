using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Client;

/// <summary>The events of one watch connection, decoded line by line as the caller asks for them: what is not asked for stays on the server.</summary>
internal sealed class WatchStream : IDisposable
{
    private readonly ClusterConnection _connection;
    private readonly ApiRequest _request;
    private readonly BodyBuffer _body;
    private readonly Watchdog _watchdog;
    private readonly TimeSpan? _stallTimeout;
    private readonly CancellationToken _callerToken;

    /// <summary>How much of the unread bytes is known to hold no line end.</summary>
    private int _searched;

    public WatchStream(ClusterConnection connection, ApiRequest request, Stream body, TimeSpan? stallTimeout, CancellationToken cancellationToken)
    {
        _connection = connection;
        _request = request;
        _body = new BodyBuffer(body, connection.Options.MaxObjectBytes);
        _stallTimeout = stallTimeout;
        _watchdog = new Watchdog(connection.Time, cancellationToken);
        _callerToken = cancellationToken;
    }

    /// <summary>The next event, or null when the server has ended the watch.</summary>
    /// <exception cref="MalformedResponseException">A line that is no event, or too long.</exception>
    /// <exception cref="ClusterUnreachableException">The connection broke or stalled.</exception>
    public async ValueTask<WatchEvent?> NextAsync()
    {
        try
        {
            while (true)
            {
                if (TryDecode(out var next))
                {
                    _watchdog.Reset();
                    return next;
                }

                if (!await FillAsync().ConfigureAwait(false))
                {
                    return DecodeLast();
                }
            }
        }
        catch (Exception error) when (error is DocumentFormatException or BodyTooLargeException)
        {
            throw new MalformedResponseException($"{_connection.Name}: watch of /{_request.Path}: {error.Message}", error);
        }
        catch (Exception error) when (ClusterConnection.IsTransportFailure(error, _callerToken))
        {
            throw _connection.Unreachable(_request, error);
        }
    }

    public void Dispose()
    {
        _watchdog.Dispose();
        _body.Dispose();
    }

    private async ValueTask<bool> FillAsync()
    {
        if (_stallTimeout is not { } timeout)
        {
            return await _body.FillAsync(_watchdog.Token).ConfigureAwait(false);
        }

        _watchdog.Wait(timeout);
        var more = await _body.FillAsync(_watchdog.Token).ConfigureAwait(false);
        _watchdog.Pause();
        return more;
    }

    private bool TryDecode(out WatchEvent next)
    {
        next = default;
        while (true)
        {
            var unread = _body.Unread;
            var end = unread[_searched..].IndexOf((byte)'\n');
            if (end < 0)
            {
                _searched = unread.Length;
                return false;
            }

            var line = unread[..(_searched + end)].Trim(" \r\t"u8);
            var length = _searched + end + 1;
            _searched = 0;
            if (line.IsEmpty)
            {
                _body.Consume(length);
                continue;
            }

            next = WatchLineDecoder.Decode(line);
            _body.Consume(length);
            return true;
        }
    }

    /// <summary>What stands after the last line end: an event when it is whole; a cut one is lost, and sent again to whoever resumes.</summary>
    private WatchEvent? DecodeLast()
    {
        var line = _body.Unread.Trim(" \r\t"u8);
        if (line.IsEmpty)
        {
            return null;
        }

        try
        {
            var last = WatchLineDecoder.Decode(line);
            _body.Consume(_body.Unread.Length);
            _searched = 0;
            return last;
        }
        catch (DocumentFormatException)
        {
            throw new EndOfStreamException("the watch was cut in the middle of an event");
        }
    }
}
