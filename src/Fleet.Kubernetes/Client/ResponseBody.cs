namespace Fleet.Kubernetes.Client;

/// <summary>
/// An answer that is read as it arrives and may never end. Reading throws <see cref="ClusterException"/>s only, and <see cref="OperationCanceledException"/>
/// when the caller cancels. A server that says nothing for the stall timeout, however many bytes it drips, is a dead connection: the reader calls
/// <see cref="Progress"/> whenever something it understands has arrived.
/// </summary>
public sealed class ResponseBody : Stream
{
    private readonly ClusterConnection _connection;
    private readonly ApiRequest _request;
    private readonly HttpResponseMessage _response;
    private readonly Stream _body;
    private readonly Watchdog _watchdog;
    private readonly TimeSpan _stallTimeout;
    private readonly CancellationToken _callerToken;

    internal ResponseBody(ClusterConnection connection, ApiRequest request, HttpResponseMessage response, Stream body, TimeSpan stallTimeout, CancellationToken cancellationToken)
    {
        _connection = connection;
        _request = request;
        _response = response;
        _body = body;
        _stallTimeout = stallTimeout;
        _watchdog = new Watchdog(connection.Time, cancellationToken);
        _callerToken = cancellationToken;
    }

    /// <summary>The media type of the answer, empty when the server does not say.</summary>
    public string MediaType => _response.Content.Headers.ContentType?.MediaType ?? "";

    /// <summary>The server's clock, null when it does not say.</summary>
    public DateTimeOffset? Date => _response.Headers.Date;

    /// <summary>A header of the answer, null when it has none of the name.</summary>
    public string? Header(string name) => _response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Something whole has arrived: the wait for the next begins anew.</summary>
    public void Progress() => _watchdog.Reset();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            _watchdog.Wait(_stallTimeout);
            var read = await _body.ReadAsync(buffer, _watchdog.Token).ConfigureAwait(false);
            _watchdog.Pause();
            return read;
        }
        catch (Exception error) when (ClusterConnection.IsTransportFailure(error, _callerToken))
        {
            throw _connection.Unreachable(_request, error);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only asynchronous reads.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _watchdog.Dispose();
            _body.Dispose();
            _response.Dispose();
        }

        base.Dispose(disposing);
    }
}
