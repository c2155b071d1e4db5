using Fleet.Kubernetes.Documents;
using Fleet.Simulator.Controllers;
using Fleet.Simulator.Controllers.Deployments;
using Fleet.Simulator.Controllers.ReplicaSets;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Fleet.Simulator.Tests.Controllers;

public sealed class RolloutPropertyTests
{
    /// <summary>However the budget is set, a rolling update never has more pods than allowed nor fewer available than promised, and it ends.</summary>
    [Property(MaxTest = 15)]
    public Property Rolling_update_stays_within_its_budget() => Prop.ForAll(
        (from replicas in Gen.Choose(1, 6) from surge in Gen.Choose(0, 100) from unavailable in Gen.Choose(0, 100) select (replicas, surge, unavailable)).ToArbitrary(),
        sample => RollAsync(sample.replicas, sample.surge, sample.unavailable).GetAwaiter().GetResult());

    [Property]
    public Property Proportional_sizes_add_up_to_what_is_allowed() => Prop.ForAll(
        (from wanted in Gen.Choose(0, 40) from before in Gen.Choose(1, 40) from sizes in Gen.NonEmptyListOf(Gen.Choose(1, 15)) select (wanted, before, sizes)).ToArbitrary(),
        sample =>
        {
            // What the sizes were made for had room for them.
            var before = Math.Max(sample.before, sample.sizes.Sum());
            var deployment = Deployment(sample.wanted, "25%", "25%", before);
            var sets = sample.sizes.Select((size, index) => ReplicaSet($"rs-{index:d2}", size, before)).ToList();
            var sizes = ReplicaSetSizes.Proportional(deployment, sets).Select(entry => entry.Size).ToList();
            var allowed = sample.wanted == 0 ? 0 : deployment.MaxReplicas;

            Assert.All(sizes, size => Assert.True(size >= 0));
            if (sample.sizes.Sum() <= allowed)
            {
                Assert.Equal(allowed, sizes.Sum());
            }
            else
            {
                Assert.True(sizes.Sum() <= sample.sizes.Sum(), $"{string.Join(',', sizes)} of {string.Join(',', sample.sizes)} for {allowed}");
            }
        });

    private static async Task<bool> RollAsync(int replicas, int surge, int unavailable)
    {
        await using var cluster = await ClusterFixture.CreateAsync();
        var budget = Deployment(replicas, $"{surge}%", $"{unavailable}%", replicas);
        await cluster.CreateAsync(KnownResources.Deployments, $$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: shop}
            spec:
              replicas: {{replicas}}
              selector: {matchLabels: {app: web} }
              strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: {{(surge == 0 && unavailable == 0 ? 1 : surge)}}%, maxUnavailable: {{unavailable}}%} }
              template: {metadata: {labels: {app: web} }, spec: {terminationGracePeriodSeconds: 1, containers: [{name: c, image: "nginx:1"}]} }
            """);
        await cluster.AdvanceAsync(10);
        await cluster.ChangeAsync(KnownResources.Deployments, "web", node => node["spec"]!["template"]!["spec"]!["containers"]!.Items[0]["image"] = "nginx:2");
        for (var step = 0; step < 200; step++)
        {
            var deployment = (await cluster.GetAsync(KnownResources.Deployments, "web"))!;
            var status = deployment["status"u8];
            if (DeploymentProgress.IsComplete(new DeploymentView(deployment), status))
            {
                return true;
            }

            var most = Math.Max(budget.MaxReplicas, replicas + (surge == 0 && unavailable == 0 ? 1 : 0));
            Assert.True((status["replicas"u8].AsInt64() ?? 0) <= most, $"{status} is above {most}");
            Assert.True((status["availableReplicas"u8].AsInt64() ?? 0) >= budget.MinAvailable, $"{status} is below {budget.MinAvailable}");
            await cluster.AdvanceAsync(0.5);
        }

        return false;
    }

    private static DeploymentView Deployment(int replicas, string surge, string unavailable, int before) => new(Document.Parse($$$"""
        {"metadata":{"name":"web","namespace":"shop"},"status":{"replicas":{{{before}}} },
         "spec":{"replicas":{{{replicas}}},"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":"{{{surge}}}","maxUnavailable":"{{{unavailable}}}"} } } }
        """));

    private static ReplicaSetView ReplicaSet(string name, int size, int before) => new(Document.Parse($$$"""
        {"metadata":{"name":"{{{name}}}","annotations":{"deployment.kubernetes.io/max-replicas":"{{{before}}}"} },"spec":{"replicas":{{{size}}} } }
        """));
}
