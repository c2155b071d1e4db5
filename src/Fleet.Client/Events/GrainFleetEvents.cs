using System.Runtime.CompilerServices;
using Fleet.Grains.Events;
using Fleet.Kubernetes.Documents;

namespace Fleet.Client;

/// <summary>The fleet's events over an Orleans client, for who is inside the silos' network already. Resumes as <see cref="FleetClient"/> does.</summary>
public sealed class GrainFleetEvents : IFleetEventSource
{
    /// <summary>How <see cref="IEventsGrain"/> is asked for what comes from now on.</summary>
    private const long FromNow = -1;

    private readonly IGrainFactory _grains;
    private readonly TimeProvider _time;
    private readonly Func<double>? _random;

    /// <param name="grains">A connected Orleans client.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Numbers in [0, 1) for jitter.</param>
    public GrainFleetEvents(IGrainFactory grains, TimeProvider? time = null, Func<double>? random = null)
    {
        _grains = grains;
        _time = time ?? TimeProvider.System;
        _random = random;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<FleetEvent> SubscribeAsync(FleetEventSubscription subscription, CancellationToken cancellationToken = default) =>
        new ResumingSubscription(
            ReadAsync,
            subscription is { After: null, NotBefore: not null } ? subscription with { After = 0 } : subscription,
            IsInterruption,
            _time,
            _random).RunAsync(cancellationToken);

    private async IAsyncEnumerable<EventSignal> ReadAsync(long? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Any key will do, and of one key there is one grain: subscribers of one must not wait for each other.
        var grain = _grains.GetGrain<IEventsGrain>(Random.Shared.NextInt64());
        await foreach (var document in grain.SubscribeAsync(after ?? FromNow, cancellationToken).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            yield return document["type"u8].Exists
                ? new EventSignal(FleetEvent.Read(document), null)
                : new EventSignal(null, document["position"u8].AsInt64());
        }
    }

    private static bool IsInterruption(Exception error) => error is OrleansException or TimeoutException or EnumerationAbortedException or IOException or DocumentFormatException;
}
