using Fleet.Kubernetes.Client;

namespace Fleet.Grains.Clusters.Following;

/// <summary>Follows one kind of a cluster: its reflector, and the loop that prunes what it gives and hands it on.</summary>
internal sealed class KindFollower
{
    /// <summary>Decoded ahead of the consumer, per kind. Little: a fleet has ten thousand of these, and the socket holds the rest.</summary>
    private const int BufferedEvents = 32;

    private const int BufferedBytes = 2 << 20;

    private readonly Reflector _reflector;
    private readonly Func<WatchEvent, ValueTask> _accept;

    /// <param name="client">The cluster.</param>
    /// <param name="resource">What to follow.</param>
    /// <param name="fieldSelector">Only what this selects; null for all.</param>
    /// <param name="stateChanged">Told of every new state of the reflector.</param>
    /// <param name="accept">Given each event, one at a time.</param>
    public KindFollower(KubernetesApiClient client, ApiResource resource, string? fieldSelector, Action stateChanged, Func<WatchEvent, ValueTask> accept)
    {
        Resource = resource;
        _accept = accept;
        _reflector = new Reflector(client, new ReflectorOptions
        {
            Resource = resource.Resource,
            Kind = resource.Kind,
            FieldSelector = fieldSelector,
            BufferCapacity = BufferedEvents,
            BufferBytes = BufferedBytes,
            StateChanged = _ => stateChanged(),
        });
    }

    public ApiResource Resource { get; }

    public bool IsFailing => _reflector.Status.State == ReflectorState.BackingOff;

    public KindState State
    {
        get
        {
            var status = _reflector.Status;
            var isFailing = status.State == ReflectorState.BackingOff || (status.Failures > 0 && status.State != ReflectorState.Synced);
            return new KindState(
                Resource.Resource.GroupResource.ToString(), status.HasSynced, isFailing, status.Objects, status.Lag, isFailing ? status.LastError : null);
        }
    }

    /// <summary>Runs until cancelled; throws what the consumer throws.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = _reflector.RunAsync(stop.Token);
        try
        {
            await foreach (var next in _reflector.Events.ReadAllAsync(stop.Token).ConfigureAwait(false))
            {
                await _accept(next).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped.
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
