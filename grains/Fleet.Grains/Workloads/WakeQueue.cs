using System.Collections.Concurrent;
using System.Threading.Channels;
using Fleet.Inventory.Workloads;

namespace Fleet.Grains.Workloads;

/// <summary>
/// What waits to be told to workload grains: one observation a workload, on one of some lines. A workload is always on the same line, so that its messages do
/// not overtake each other. What is posted is taken, itself or merged with what came after it. Thread safe; one reader a line.
/// </summary>
/// <param name="lines">How many.</param>
/// <param name="merge">Of what waits and what comes, what is to wait. May be called more than once for one that comes.</param>
internal sealed class WakeQueue(int lines, Func<WorkloadObservation, WorkloadObservation, WorkloadObservation> merge)
{
    private readonly ConcurrentDictionary<WorkloadKey, WorkloadObservation> _waiting = new();
    private readonly Channel<WorkloadKey>[] _lines = [.. Enumerable.Range(0, lines).Select(_ => Channel.CreateUnbounded<WorkloadKey>(new() { SingleReader = true }))];

    /// <summary>The workloads of which something waits, in order; those whose observation is taken already among them.</summary>
    public IEnumerable<ChannelReader<WorkloadKey>> Lines => _lines.Select(line => line.Reader);

    public void Post(WorkloadKey key, WorkloadObservation observation)
    {
        // Said by whichever factory ran last: an update that lost to a taker is tried again as an addition.
        var isNew = false;
        _waiting.AddOrUpdate(
            key,
            _ =>
            {
                isNew = true;
                return observation;
            },
            (_, waiting) =>
            {
                isNew = false;
                return merge(waiting, observation);
            });
        if (isNew)
        {
            _lines[(uint)key.GetHashCode() % _lines.Length].Writer.TryWrite(key);
        }
    }

    public bool TryTake(WorkloadKey key, out WorkloadObservation observation) => _waiting.TryRemove(key, out observation!);
}
