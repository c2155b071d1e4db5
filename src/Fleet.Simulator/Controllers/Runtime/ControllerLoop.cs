using System.Collections.Concurrent;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Simulator.Time;
using Microsoft.Extensions.Logging;

namespace Fleet.Simulator.Controllers.Runtime;

/// <summary>
/// Runs the controllers of all clusters of a process: one task that sleeps until a store is written or something becomes due. One object is
/// reconciled at a time, so that controllers need no locks and a manual clock gives the same run each time.
/// </summary>
internal sealed partial class ControllerLoop : IAsyncDisposable
{
    private readonly SimulatedClock _clock;
    private readonly ILogger _logger;
    private readonly WorkQueue _queue;
    private readonly ConcurrentQueue<ClusterControllers> _written = new();
    private readonly SemaphoreSlim _signal = new(0, 1);
    private readonly SemaphoreSlim _advancing = new(1, 1);
    private readonly ITimer _timer;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private TaskCompletionSource? _drained;
    private bool _isIdle;
    private Task _run = Task.CompletedTask;

    public ControllerLoop(SimulatedClock clock, ILogger<ControllerLoop> logger)
    {
        _clock = clock;
        _logger = logger;
        _queue = new WorkQueue(clock);
        _timer = clock.CreateTimer(_ => Signal(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public WorkQueue Queue => _queue;

    public void Start()
    {
        _run = Task.Run(() => RunAsync(_stop.Token));
        Signal();
    }

    /// <summary>A cluster has changes nobody has looked at.</summary>
    public void OnWritten(ClusterControllers cluster)
    {
        _written.Enqueue(cluster);
        Signal();
    }

    public void Signal()
    {
        lock (_lock)
        {
            _isIdle = false;
            if (_signal.CurrentCount == 0)
            {
                _signal.Release();
            }
        }
    }

    /// <summary>Completes when nothing is left to do at the present time.</summary>
    public Task DrainAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_isIdle)
            {
                return Task.CompletedTask;
            }

            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return WaitAsync(_drained.Task, cancellationToken);
        }
    }

    /// <summary>Advances a manual clock, letting the controllers finish at each instant at which something is due.</summary>
    /// <exception cref="InvalidOperationException">The clock is not manual.</exception>
    public async Task AdvanceAsync(TimeSpan span, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero);
        await _advancing.WaitAsync(cancellationToken);
        try
        {
            var target = _clock.GetUtcNow() + span;
            await DrainAsync(cancellationToken);
            while (_clock.NextDue is { } due && due <= target)
            {
                _clock.AdvanceTo(due < _clock.GetUtcNow() ? _clock.GetUtcNow() : due);
                await DrainAsync(cancellationToken);
            }

            _clock.AdvanceTo(target);
            await DrainAsync(cancellationToken);
        }
        finally
        {
            _advancing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _timer.DisposeAsync();
        _stop.Dispose();
        _signal.Dispose();
        _advancing.Dispose();
    }

    /// <summary>A loop that broke will never be idle: its failure is told to whoever waits for it.</summary>
    private async Task WaitAsync(Task drained, CancellationToken cancellationToken) =>
        await await Task.WhenAny(drained, _run).WaitAsync(cancellationToken);

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _signal.WaitAsync(cancellationToken);
            do
            {
                await ReadWrittenAsync(cancellationToken);
                while (_queue.TryTake(out var item))
                {
                    await ReconcileAsync(item, cancellationToken);
                    await ReadWrittenAsync(cancellationToken);
                }

                SetTimer();
            }
            while (!TryBecomeIdle());
        }
    }

    private async ValueTask ReadWrittenAsync(CancellationToken cancellationToken)
    {
        while (_written.TryDequeue(out var cluster))
        {
            await cluster.ReadChangesAsync(cancellationToken);
        }
    }

    private void SetTimer()
    {
        if (_queue.NextDue is { } due)
        {
            var delay = due - _clock.GetUtcNow();
            _timer.Change(delay > TimeSpan.Zero ? delay : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Idle unless something was signalled since the queue was found empty.</summary>
    private bool TryBecomeIdle()
    {
        lock (_lock)
        {
            if (_signal.Wait(0) || !_written.IsEmpty)
            {
                return false;
            }

            _isIdle = true;
            _drained?.TrySetResult();
            _drained = null;
            return true;
        }
    }

    private async ValueTask ReconcileAsync(WorkItem item, CancellationToken cancellationToken)
    {
        try
        {
            if (!await item.Cluster.MayReconcileAsync(item, cancellationToken))
            {
                return;
            }

            var again = await item.Controller.ReconcileAsync(item.Key, cancellationToken);
            _queue.Forget(item);
            if (again is { } delay)
            {
                _queue.AddAfter(item, delay);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception error) when (error is ApiException or ReconcileAgainException)
        {
            LogRetried(item.ToString(), error.Message);
            _queue.AddFailed(item);
        }
        catch (Exception error)
        {
            // A controller's own fault with one object must not stop the fleet: it is told and tried again, later each time.
            LogFailed(item.ToString(), error);
            _queue.AddFailed(item);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "reconcile of {Item} will be retried: {Reason}")]
    private partial void LogRetried(string item, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "reconcile of {Item} failed and will be retried")]
    private partial void LogFailed(string item, Exception error);
}
