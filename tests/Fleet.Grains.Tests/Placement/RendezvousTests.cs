using System.Net;
using Fleet.Grains.Placement;

namespace Fleet.Grains.Tests.Placement;

/// <summary>Which silo has which cluster.</summary>
public sealed class RendezvousTests
{
    private static readonly string[] Clusters = [.. Enumerable.Range(0, 2000).Select(i => $"prod-{i}")];

    [Theory]
    [InlineData("prod", "prod")]
    [InlineData("prod|3", "prod")]
    [InlineData("prod|apps|Deployment|shop|web", "prod")]
    public void ClusterOf_key_is_what_stands_before_the_first_bar(string key, string cluster) => Assert.Equal(cluster, Rendezvous.ClusterOf(key));

    [Fact]
    public void Winner_order_of_silos_does_not_matter()
    {
        var silos = Silos(5);

        Assert.All(Clusters, cluster => Assert.Equal(Rendezvous.Winner(cluster, silos), Rendezvous.Winner(cluster, silos.Reverse())));
    }

    [Fact]
    public void Winner_many_clusters_are_spread_evenly()
    {
        var counts = Clusters.CountBy(cluster => Rendezvous.Winner(cluster, Silos(4))!).Select(entry => entry.Value);

        Assert.All(counts, count => Assert.InRange(count, 400, 600));
    }

    [Fact]
    public void Winner_silo_joins_moves_only_what_it_wins()
    {
        var (before, after) = (Silos(4), Silos(5));
        var moved = Clusters.Where(cluster => !Rendezvous.Winner(cluster, before)!.Equals(Rendezvous.Winner(cluster, after))).ToArray();

        Assert.All(moved, cluster => Assert.Equal(after[4], Rendezvous.Winner(cluster, after)));
        Assert.InRange(moved.Length, 300, 500);
    }

    [Fact]
    public void Winner_silo_restarted_gets_back_what_it_had()
    {
        var restarted = Silos(3);
        restarted[1] = SiloAddress.New(restarted[1].Endpoint, 99);

        Assert.All(Clusters, cluster => Assert.Equal(Rendezvous.Winner(cluster, Silos(3))!.Endpoint, Rendezvous.Winner(cluster, restarted)!.Endpoint));
    }

    [Fact]
    public void Winner_old_generation_is_still_listed_is_the_new_one()
    {
        var old = Silos(1)[0];
        var restarted = SiloAddress.New(old.Endpoint, old.Generation + 1);

        Assert.Equal(restarted, Rendezvous.Winner("c1", [restarted, old]));
        Assert.Null(Rendezvous.Winner("c1", []));
    }

    private static SiloAddress[] Silos(int count) => [.. Enumerable.Range(0, count).Select(i => SiloAddress.New(IPAddress.Loopback, 11111 + i, 1))];
}
