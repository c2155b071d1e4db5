namespace Fleet.Api.Storage;

/// <summary>Those who wait until the cache has come to a position. Thread safe.</summary>
internal sealed class PositionWaiters
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<TaskCompletionSource, long> _waiting = new();
    private long _position = long.MinValue;

    public Task UntilAsync(long position)
    {
        lock (_lock)
        {
            if (_position >= position)
            {
                return Task.CompletedTask;
            }

            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(waiter, position);
            return waiter.Task;
        }
    }

    public void Reached(long position)
    {
        lock (_lock)
        {
            _position = Math.Max(_position, position);
            while (_waiting.TryPeek(out var waiter, out var wanted) && wanted <= _position)
            {
                _waiting.Dequeue();
                waiter.SetResult();
            }
        }
    }
}
