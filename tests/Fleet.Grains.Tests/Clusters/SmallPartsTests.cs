using Fleet.Grains.Clusters;
using Fleet.Grains.Clusters.Following;
using Fleet.Kubernetes.Documents;

namespace Fleet.Grains.Tests.Clusters;

public sealed class SmallPartsTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(5_000, 1)]
    [InlineData(5_001, 2)]
    [InlineData(15_000, 4)]
    [InlineData(100_000_000, 64)]
    public void Shards_objects_are_counted_are_a_power_of_two_that_holds_them(long objects, int shards) =>
        Assert.Equal(shards, ShardCount.For(objects, new ClusterOptions()));

    [Theory]
    [InlineData(1, 10_000, false)]
    [InlineData(1, 10_001, true)]
    [InlineData(64, 100_000_000, false)]
    public void Shards_cluster_grows_are_kept_until_twice_full(int shards, long objects, bool isOutgrown) =>
        Assert.Equal(isOutgrown, ShardCount.IsOutgrown(shards, objects, new ClusterOptions()));

    [Fact]
    public void Capacity_nodes_come_change_and_go_is_their_sum()
    {
        var capacity = new NodeCapacity();
        capacity.Accept(Node("a", "1500m", "2Gi"), isDeleted: false);
        capacity.Accept(Node("b", "2", "1Gi"), isDeleted: false);
        Assert.Equal((2, 3500, 3L << 30, 220), capacity.Total);
        capacity.Accept(Node("a", "1", "1Gi"), isDeleted: false);
        Assert.Equal((2, 3000, 2L << 30, 220), capacity.Total);
        capacity.Accept(Node("a", "1", "1Gi"), isDeleted: true);
        capacity.Accept(Document.Parse("""{"metadata":{"name":"c"},"status":{"allocatable":{"cpu":"nonsense"}}}""").Root, isDeleted: false);
        Assert.Equal((2, 2000, 1L << 30, 110), capacity.Total);
    }

    [Fact]
    public void Options_are_out_of_range_are_all_named()
    {
        var result = new ClusterOptionsValidator().Validate(null, new ClusterOptions { MaxShards = 3, BatchSize = 0, KubeconfigFolders = ["relative"] });
        Assert.Equal(3, result.Failures!.Count());
        Assert.Contains("Fleet:Clusters:MaxShards is 3; a power of two up to 1024 is accepted.", result.Failures!);
    }

    [Fact]
    public void Options_by_default_are_valid() => Assert.True(new ClusterOptionsValidator().Validate(null, new ClusterOptions()).Succeeded);

    private static DocumentValue Node(string name, string cpu, string memory) => Document.Parse(
        $$$"""{"metadata":{"name":"{{{name}}}"},"status":{"allocatable":{"cpu":"{{{cpu}}}","memory":"{{{memory}}}","pods":"110"} } }""").Root;
}
