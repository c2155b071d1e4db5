using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Api.Tests.Hosting;
using Fleet.Kubernetes.Documents;
using Fleet.Testing.Watching;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Fleet.Kubernetes.Api.Tests.Watching;

/// <summary>
/// A model checker of list and watch: clients of different selectors and namespaces list in pages, follow, lag, reconnect and fall out of a short
/// history while objects come, change sides and go. No event may be lost or doubled.
/// </summary>
public sealed class ListWatchModelTests
{
    private const int Operations = 13;
    private static readonly string[] Places = ["a", "a-b", "b"];

    [Property(MaxTest = 200)]
    public Property Cache_of_every_client_equals_the_truth() => Prop.ForAll(
        Gen.Choose(0, (Operations * 1000) - 1).ListOf(120).ToArbitrary(),
        steps =>
        {
            var cluster = new TestCluster(storeOptions: new MemoryStoreOptions { HistoryCount = 12 });
            using var first = new ModelClient(cluster, null, "");
            using var second = new ModelClient(cluster, null, "set=t");
            using var third = new ModelClient(cluster, "a", "set!=t");
            ModelClient[] clients = [first, second, third];
            foreach (var step in steps)
            {
                Act(cluster, clients, step % Operations, step / Operations);
            }

            foreach (var client in clients)
            {
                client.Settle();
            }
        });

    [Fact]
    public async Task Concurrent_writers_lose_nothing_and_a_watch_tells_it_in_order()
    {
        const int Writers = 4;
        const int Writes = 50;
        var cluster = new TestCluster();
        await cluster.CreateConfigMapAsync("counter", "0");
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var following = Task.Run(() => FollowAsync(cluster, $"{Writers * Writes}", deadline.Token));

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < Writes; i++)
            {
                await IncrementAsync(cluster);
            }
        })));

        var versions = await following;
        Assert.Equal(versions.Order(), versions);
        Assert.Equal(versions.Distinct(), versions);
        Assert.Equal(cluster.Store.CurrentVersion, versions[^1]);
        Assert.Equal((Writers * Writes) + 1, versions.Count);
    }

    private static void Act(TestCluster cluster, ModelClient[] clients, int operation, int detail)
    {
        var client = clients[detail % clients.Length];
        switch (operation)
        {
            case <= 5:
                Write(cluster, detail);
                break;
            case 6 or 7:
                client.Read(detail % 7);
                break;
            case 8:
                client.Reconnect();
                break;
            case 9:
                client.Relist(between: i => Write(cluster, detail + i));
                break;
            case 10:
                client.StartStreaming();
                break;
            case 11:
                client.Read(int.MaxValue);
                break;
            default:
                cluster.Store.Compact();
                break;
        }
    }

    /// <summary>Creates, deletes, or changes an object, which may move it from one selector to another.</summary>
    private static void Write(TestCluster cluster, int detail)
    {
        var target = new ResourceTarget(TestResources.ConfigMaps, Places[detail % 3], $"n{detail / 3 % 4}");
        var kind = detail / 12 % 4;
        if (ModelClient.Wait(cluster.Store.GetAsync(target.Key, default)) is null)
        {
            var body = Document.Parse($$"""{"metadata":{"name":"{{target.Name}}","labels":{"set":"{{(kind % 2 == 0 ? "t" : "u")}}"} } }""");
            ModelClient.Wait(cluster.Service.CreateAsync(TestCluster.Client(), target with { Name = null }, body, default));
        }
        else if (kind == 0)
        {
            ModelClient.Wait(cluster.Service.DeleteAsync(TestCluster.Client(), target, new DeleteOptions(), default));
        }
        else
        {
            var patch = $$"""{"metadata":{"labels":{"set":"{{(kind == 1 ? "t" : "u")}}"} },"data":{"k":"{{detail}}"} }""";
            ModelClient.Wait(cluster.Service.PatchAsync(TestCluster.Client(), target, new Patch(PatchType.Merge, System.Text.Encoding.UTF8.GetBytes(patch)), default));
        }
    }

    private static async Task IncrementAsync(TestCluster cluster)
    {
        // The service gives up after a number of lost races, as the server does; the client then tries again.
        while (true)
        {
            try
            {
                await cluster.Service.MutateAsync(
                    TestCluster.Client(),
                    TestCluster.ConfigMap("counter"),
                    value =>
                    {
                        var data = value.GetOrAddObject("data");
                        var count = int.Parse(data["k"]!.AsString()!, System.Globalization.CultureInfo.InvariantCulture);
                        data["k"] = (count + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
                        return true;
                    },
                    default);
                return;
            }
            catch (Errors.ApiException error) when (error.Code == 409)
            {
            }
        }
    }

    private static async Task<List<long>> FollowAsync(TestCluster cluster, string last, CancellationToken cancellationToken)
    {
        var versions = new List<long>();
        using var watch = await cluster.Service.WatchAsync(TestCluster.Client(), TestCluster.ConfigMap(), new WatchOptions { ResourceVersion = "100" }, cancellationToken);
        while (true)
        {
            while (watch.TryRead(out var next))
            {
                versions.Add(ModelCache.VersionOf(next.Object));
                if (next.Object["data"u8]["k"u8].AsString() == last)
                {
                    return versions;
                }
            }

            await watch.WaitAsync(cancellationToken);
        }
    }
}
