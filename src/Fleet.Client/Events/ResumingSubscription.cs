using System.Runtime.CompilerServices;
using Fleet.Grains.Events;
using Fleet.Kubernetes.Client;

namespace Fleet.Client;

/// <summary>
/// What makes one subscription of many broken streams: goes on after the last event the consumer was given, drops what it was given before, and waits
/// between attempts.
/// </summary>
internal sealed class ResumingSubscription
{
    /// <summary>What is malformed at the same place so many times in a row will not mend itself.</summary>
    private const int MaxMalformed = 5;

    private readonly Func<long?, CancellationToken, IAsyncEnumerable<EventSignal>> _open;
    private readonly FleetEventSubscription _subscription;
    private readonly Func<Exception, bool> _isInterruption;
    private readonly TimeProvider _time;
    private readonly Func<double>? _random;
    private long? _position;
    private bool _hasConnected;
    private int _malformed;
    private Backoff _backoff;

    /// <param name="open">Opens a stream after a position (null: from now on).</param>
    /// <param name="subscription">What is wanted.</param>
    /// <param name="isInterruption">Failures that trying again can mend.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Numbers in [0, 1) for jitter.</param>
    public ResumingSubscription(
        Func<long?, CancellationToken, IAsyncEnumerable<EventSignal>> open,
        FleetEventSubscription subscription,
        Func<Exception, bool> isInterruption,
        TimeProvider time,
        Func<double>? random = null)
    {
        _open = open;
        _subscription = subscription;
        _isInterruption = isInterruption;
        _time = time;
        _random = random;
        _position = subscription.After;
        _backoff = new Backoff(time, random);
    }

    public async IAsyncEnumerable<FleetEvent> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var failure = default(Exception);
            await using (var stream = _open(_position, cancellationToken).GetAsyncEnumerator(cancellationToken))
            {
                while (failure is null)
                {
                    FleetEvent? next = null;
                    try
                    {
                        failure = await stream.MoveNextAsync().ConfigureAwait(false) ? null : new ClusterUnreachableException("The server ended the stream of events.");
                        next = failure is null ? Accept(stream.Current) : null;
                    }
                    catch (Exception error) when (!cancellationToken.IsCancellationRequested && CanGoOn(error))
                    {
                        failure = error;
                    }

                    if (next is not null)
                    {
                        yield return next;
                    }
                }
            }

            if (failure is EventsExpiredException)
            {
                continue;
            }

            var delay = _backoff.Next((failure as ClusterException)?.RetryAfter);
            _subscription.OnInterrupted?.Invoke(failure, delay);
            await Task.Delay(delay, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The event to hand on: not one the consumer has had, nor one it did not ask for.</summary>
    private FleetEvent? Accept(EventSignal signal)
    {
        _hasConnected = true;
        if ((signal.Event?.Position ?? signal.Position) is not { } position || position <= _position)
        {
            return null;
        }

        _position = position;
        _malformed = 0;
        _backoff = new Backoff(_time, _random);
        return signal.Event is { } next && _subscription.Wants(next) ? next : null;
    }

    private bool CanGoOn(Exception error) => error switch
    {
        EventsExpiredException expired => StartsAtOldest(expired),
        MalformedResponseException => ++_malformed < MaxMalformed,
        _ => (_hasConnected || _subscription.WaitForServer) && _isInterruption(error),
    };

    /// <summary>Who asked for all that is kept gets it, from the oldest on.</summary>
    private bool StartsAtOldest(EventsExpiredException expired)
    {
        if (_position != 0 || expired.Oldest is not > 0)
        {
            return false;
        }

        _position = expired.Oldest;
        return true;
    }
}
