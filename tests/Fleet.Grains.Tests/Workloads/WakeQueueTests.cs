using Fleet.Grains.Workloads;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Health;

namespace Fleet.Grains.Tests.Workloads;

/// <summary>What waits for workload grains: nothing that is posted is forgotten.</summary>
public sealed class WakeQueueTests
{
    private static readonly WorkloadKey Key = new("c1", "apps", "Deployment", "shop", "web");

    [Fact]
    public void Post_one_waits_already_keeps_what_merge_says_on_the_line_once()
    {
        var queue = new WakeQueue(4, (_, posted) => posted);

        queue.Post(Key, Observation(1));
        queue.Post(Key, Observation(2));

        Assert.Equal(1, Lined(queue));
        Assert.True(queue.TryTake(Key, out var taken));
        Assert.Equal(2, taken.Version);
        Assert.False(queue.TryTake(Key, out _));
    }

    [Fact]
    public void Post_what_waited_is_taken_in_the_middle_is_put_on_the_line_again()
    {
        WakeQueue queue = null!;
        queue = new WakeQueue(4, (_, posted) =>
        {
            // The sender comes between the merge and its being stored.
            Assert.Equal(1, Lined(queue));
            Assert.True(queue.TryTake(Key, out var first));
            Assert.Equal(1, first.Version);
            return posted;
        });
        queue.Post(Key, Observation(1));

        queue.Post(Key, Observation(2));

        Assert.Equal(1, Lined(queue));
        Assert.True(queue.TryTake(Key, out var second));
        Assert.Equal(2, second.Version);
    }

    /// <summary>Takes the keys that are on the lines, and counts them.</summary>
    private static int Lined(WakeQueue queue)
    {
        var count = 0;
        foreach (var line in queue.Lines)
        {
            while (line.TryRead(out _))
            {
                count++;
            }
        }

        return count;
    }

    private static WorkloadObservation Observation(long version) => new(version, HealthStatus.Degraded, "", Epoch: 1);
}
