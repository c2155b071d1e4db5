using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Fleet.Kubernetes.Client;

/// <summary>
/// A bounded queue of events, by number and by bytes: 256 events are little, 256 events of 8 MiB are not. One writer, which waits for room; one reader.
/// </summary>
internal sealed class EventBuffer
{
    private readonly Channel<WatchEvent> _channel;
    private readonly long _maxBytes;
    private long _bytes;
    private TaskCompletionSource? _room;

    public EventBuffer(int capacity, long maxBytes)
    {
        _channel = Channel.CreateBounded<WatchEvent>(new BoundedChannelOptions(capacity) { SingleWriter = true });
        _maxBytes = maxBytes;
        Reader = new MeteredReader(this);
    }

    public ChannelReader<WatchEvent> Reader { get; }

    /// <summary>Appends an event; one larger than all the room there is goes in alone.</summary>
    public ValueTask WriteAsync(WatchEvent next, CancellationToken cancellationToken)
    {
        var size = next.Object.RetainedBytes;
        if (!IsFull(size))
        {
            Interlocked.Add(ref _bytes, size);
            return _channel.Writer.TryWrite(next) ? ValueTask.CompletedTask : _channel.Writer.WriteAsync(next, cancellationToken);
        }

        return WaitAndWriteAsync(next, size, cancellationToken);
    }

    public void Complete(Exception? error = null) => _channel.Writer.TryComplete(error);

    private bool IsFull(int size) => Interlocked.Read(ref _bytes) is > 0 and var bytes && bytes + size > _maxBytes;

    private async ValueTask WaitAndWriteAsync(WatchEvent next, int size, CancellationToken cancellationToken)
    {
        while (IsFull(size))
        {
            var room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Interlocked.Exchange(ref _room, room);

            // The reader may have made room before it could see that somebody waits.
            if (IsFull(size))
            {
                await room.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        Interlocked.Add(ref _bytes, size);
        await _channel.Writer.WriteAsync(next, cancellationToken).ConfigureAwait(false);
    }

    private sealed class MeteredReader(EventBuffer buffer) : ChannelReader<WatchEvent>
    {
        public override bool CanCount => true;

        public override int Count => buffer._channel.Reader.Count;

        public override Task Completion => buffer._channel.Reader.Completion;

        public override bool TryRead([MaybeNullWhen(false)] out WatchEvent item)
        {
            if (!buffer._channel.Reader.TryRead(out item))
            {
                return false;
            }

            Interlocked.Add(ref buffer._bytes, -item.Object.RetainedBytes);
            Interlocked.Exchange(ref buffer._room, null)?.TrySetResult();
            return true;
        }

        public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) => buffer._channel.Reader.WaitToReadAsync(cancellationToken);
    }
}
