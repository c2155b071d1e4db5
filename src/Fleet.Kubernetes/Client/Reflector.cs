using System.Threading.Channels;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Client;

/// <summary>
/// Follows one resource of one cluster: gives its whole state, then every change, exactly once and in order, across disconnects, expired history and
/// servers that misbehave. It never gives up; what is wrong stands in <see cref="Status"/>.
/// </summary>
/// <remarks>
/// <para>
/// A complete list is closed by an event with <see cref="WatchEvent.IsInitialEventsEnd"/>; what a later list no longer has is reported as deleted
/// (<see cref="WatchEvent.IsTombstone"/>). The events are bounded: a consumer that does not keep up holds the server back.
/// </para>
/// <para>Source: client-go tools/cache/reflector.go (list and watch, back-off, too old and too large versions) and KEP-3157 (streaming lists).</para>
/// </remarks>
public sealed partial class Reflector
{
    private const int MaxEmptyPages = 1000;

    /// <summary>It may be the network; it may be a server that takes the parameter and never marks the end. Pages work with both.</summary>
    private const int MaxStreamFailures = 2;

    /// <summary>A watch that ends at once is a failure, however politely it ended: without an event at once, with events when it goes on like that.</summary>
    private static readonly TimeSpan ShortWatch = TimeSpan.FromSeconds(1);

    private const int MaxShortWatches = 3;

    private readonly KubernetesApiClient _client;
    private readonly ReflectorOptions _options;
    private readonly TimeProvider _time;
    private readonly Func<double> _random;
    private readonly Backoff _backoff;
    private readonly KnownObjects _known;
    private readonly EventBuffer _events;

    private string? _resourceVersion;

    /// <summary><see cref="_resourceVersion"/> where it is a number, as those of Kubernetes are (KEP-5504); 0 otherwise.</summary>
    private ulong _position;
    private bool _mustList = true;

    /// <summary>The last version is unknown to the server: the newest state is asked for instead of one not older than that.</summary>
    private bool _versionUnavailable;
    private bool _streamingRefused;

    /// <summary>Streamed lists in a row that did not come to their end.</summary>
    private int _streamFailures;

    /// <summary>Watches in a row that the server ended at once.</summary>
    private int _shortWatches;

    private volatile ClusterException? _lastError;
    private volatile ReflectorState _state = ReflectorState.Connecting;
    private int _lists;
    private int _failures;
    private long _lastContact = -1;

    /// <param name="client">The cluster.</param>
    /// <param name="options">What to follow.</param>
    /// <param name="random">Numbers in [0, 1) for jitter.</param>
    public Reflector(KubernetesApiClient client, ReflectorOptions options, Func<double>? random = null)
    {
        options.Validate();
        _client = client;
        _options = options;
        _time = client.Connection.Time;
        _random = random ?? Random.Shared.NextDouble;
        _backoff = new Backoff(_time, _random);
        _known = new KnownObjects(options.Kind);
        _events = new EventBuffer(options.BufferCapacity, options.BufferBytes);
    }

    /// <summary>What happens, to be read by one consumer; completes when the reflector is stopped.</summary>
    public ChannelReader<WatchEvent> Events => _events.Reader;

    public ReflectorStatus Status
    {
        get
        {
            var contact = Interlocked.Read(ref _lastContact);
            return new ReflectorStatus(
                _state, _resourceVersion, _known.Count, contact < 0 ? null : _time.GetElapsedTime(contact), _events.Reader.Count, _lists, _failures, _lastError);
        }
    }

    private string Place => $"{_client.Connection.Name}: watch of /{_options.Collection.ToPath()}";

    /// <summary>Runs until cancelled, off the caller's thread. To be called once.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Task.Run(() => LoopAsync(cancellationToken), CancellationToken.None);

    private async Task LoopAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                try
                {
                    await ListAndWatchAsync(cancellationToken).ConfigureAwait(false);
                }
                catch (ClusterException error) when (!cancellationToken.IsCancellationRequested)
                {
                    await RecoverAsync(error, cancellationToken).ConfigureAwait(false);
                }
                catch (KubeconfigException error) when (!cancellationToken.IsCancellationRequested)
                {
                    // The exec plugin or token file failed: it may work again later.
                    await RecoverAsync(new ClusterUnreachableException($"{_client.Connection.Name}: {error.Message}", error), cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped.
        }
        catch (Exception error)
        {
            _events.Complete(error);
            throw;
        }
        finally
        {
            MoveTo(ReflectorState.Stopped);
            _events.Complete();
        }
    }

    /// <summary>Decides how to go on after a failure, and waits.</summary>
    private async Task RecoverAsync(ClusterException error, CancellationToken cancellationToken)
    {
        _lastError = error;
        _failures++;
        if (error is KubernetesApiException answer)
        {
            if (answer.IsExpired)
            {
                // While listing: even "not older than" is too old here. While watching: what happened since is lost, the difference is not.
                _versionUnavailable = _mustList;
                _mustList = true;
            }
            else if (answer.IsResourceVersionTooLarge)
            {
                _versionUnavailable = true;
                _mustList = true;
            }
        }

        MoveTo(ReflectorState.BackingOff);
        await Task.Delay(_backoff.Next(error.RetryAfter), _time, cancellationToken).ConfigureAwait(false);
    }

    private async Task ListAndWatchAsync(CancellationToken cancellationToken)
    {
        if (_mustList)
        {
            MoveTo(_lists == 0 ? ReflectorState.Connecting : ReflectorState.Listing);
            if (_options.StreamingList && !_streamingRefused && _streamFailures < MaxStreamFailures)
            {
                if (await TryStreamListAsync(cancellationToken).ConfigureAwait(false))
                {
                    return;
                }

                _streamingRefused = true;
            }

            await ListPagesAsync(cancellationToken).ConfigureAwait(false);
        }

        await WatchAsync(isList: false, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask ExistsAsync(Document value, bool isList, CancellationToken cancellationToken)
    {
        var change = _known.Exists(value["metadata"u8], isList, out var tombstone);
        if (change == KnownObjects.Change.None)
        {
            return;
        }

        if (_known.Count > _options.MaxObjects)
        {
            throw new MalformedResponseException($"{_client.Connection.Name}: /{_options.Collection.ToPath()} has more than {_options.MaxObjects} objects.");
        }

        if (tombstone is not null)
        {
            await EmitAsync(new WatchEvent(WatchEventType.Deleted, tombstone, IsTombstone: true), cancellationToken).ConfigureAwait(false);
        }

        await EmitAsync(new WatchEvent(change == KnownObjects.Change.Modified ? WatchEventType.Modified : WatchEventType.Added, value), cancellationToken).ConfigureAwait(false);
    }

    private ValueTask EmitAsync(WatchEvent next, CancellationToken cancellationToken) => _events.WriteAsync(next, cancellationToken);

    private void MoveTo(ReflectorState state)
    {
        if (_state != state)
        {
            _state = state;
            _options.StateChanged?.Invoke(state);
        }
    }

    private void Contact() => Interlocked.Exchange(ref _lastContact, _time.GetTimestamp());
}
