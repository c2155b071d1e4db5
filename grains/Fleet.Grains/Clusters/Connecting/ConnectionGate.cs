using Microsoft.Extensions.Options;

namespace Fleet.Grains.Clusters.Connecting;

/// <summary>
/// Bounds what a silo does at one time for clusters that are coming up: first contacts, which cost little and may hang, and first reads, which cost much.
/// Clusters that are up never pass here. One a silo; thread safe.
/// </summary>
internal sealed class ConnectionGate(IOptions<ClusterOptions> options) : IDisposable
{
    private readonly SemaphoreSlim _contacts = new(options.Value.MaxConcurrentConnects);
    private readonly SemaphoreSlim _reads = new(options.Value.MaxConcurrentReads);

    /// <summary>Waits for a turn to make contact; dispose what it gives when that is over.</summary>
    public Task<IDisposable> ContactAsync(CancellationToken cancellationToken) => EnterAsync(_contacts, cancellationToken);

    /// <summary>Waits for a turn to read a cluster for the first time.</summary>
    public Task<IDisposable> ReadAsync(CancellationToken cancellationToken) => EnterAsync(_reads, cancellationToken);

    public void Dispose()
    {
        _contacts.Dispose();
        _reads.Dispose();
    }

    private static async Task<IDisposable> EnterAsync(SemaphoreSlim gate, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Turn(gate);
    }

    private sealed class Turn(SemaphoreSlim gate) : IDisposable
    {
        private SemaphoreSlim? _gate = gate;

        public void Dispose() => Interlocked.Exchange(ref _gate, null)?.Release();
    }
}
