using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Documents;

namespace Fleet.Inventory.Tests.Workloads;

public class PodResourcesTests
{
    [Theory]
    [InlineData("{}", 0, 0)]
    [InlineData("""{"containers":[{"resources":{"requests":{"cpu":"250m","memory":"1Gi"}}},{"resources":{"requests":{"cpu":1,"memory":"1G"}}}]}""", 1250, 2073741824)]
    [InlineData("""{"containers":[{"resources":{"requests":{"cpu":"1"}}}],"initContainers":[{"resources":{"requests":{"cpu":"3","memory":"5"}}}]}""", 3000, 5)]
    [InlineData("""{"containers":[{"resources":{"requests":{"cpu":"1"}}}],"initContainers":[{"restartPolicy":"Always","resources":{"requests":{"cpu":"500m"}}},{"resources":{"requests":{"cpu":"800m"}}}]}""", 1500, 0)]
    [InlineData("""{"containers":[{"resources":{"requests":{"cpu":"1"}}}],"overhead":{"cpu":"100m","memory":"10"}}""", 1100, 0)]
    [InlineData("""{"resources":{"requests":{"cpu":"4"}},"containers":[{"resources":{"requests":{"cpu":"1","memory":"7"}}}]}""", 4000, 7)]
    [InlineData("""{"containers":[{"resources":{"requests":{"cpu":"1e900","memory":"-5"}}},{"resources":{"requests":{"cpu":"9E","memory":[1]}}}]}""", long.MaxValue, 0)]
    [InlineData("""{"containers":[{"resources":{"requests":{"cpu":"0.0001"}}},{"resources":"none"},7,null]}""", 1, 0)]
    [InlineData("""{"containers":{"a":1},"initContainers":"x"}""", 0, 0)]
    public void Requests_are_counted_as_the_scheduler_counts_them(string podSpec, long cpu, long memory)
    {
        var resources = PodResources.Of(Document.Parse(podSpec).Root);
        Assert.Equal((cpu, memory), (resources.CpuRequest, resources.MemoryRequest));
    }
}
