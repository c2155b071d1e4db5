using Fleet.Inventory.Ownership;
using Fleet.Inventory.Tests.Objects;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Inventory.Tests.Ownership;

public class WatchedKindsTests
{
    [Fact]
    public void Secrets_are_never_followed_and_built_in_kinds_not_twice()
    {
        var kinds = new WatchedKinds([new("", "v1", "Secret"), new("apps", "v1", "Deployment"), Member.Rollouts, Member.Rollouts]);

        Assert.Equal([new GroupVersionKind("", "v1", "Secret")], kinds.Refused);
        Assert.Null(kinds.Find(new("", "Secret")));
        Assert.Equal(9, kinds.All.Count);
        Assert.Equal(WatchedRole.Extra, kinds.Find(Member.Rollouts.GroupKind)!.Role);
        Assert.Equal(WatchedRole.Workload, kinds.Find(Member.Deployments.GroupKind)!.Role);
    }

    [Fact]
    public void Prune_keeps_of_a_replicaset_its_template_only_where_nothing_controls_it()
    {
        var kind = new WatchedKinds().Find(Member.ReplicaSets.GroupKind)!;
        var owned = Member.ReplicaSet("web-abc", "rs", Member.Owner(Member.Deployments, "web", "d")).Json();
        Assert.False(kind.Prune(owned)["spec"]["template"].Exists);
        Assert.True(kind.Prune(Member.ReplicaSet("web-abc", "rs", null).Json())["spec"]["template"].Exists);
    }

    [Fact]
    public void Prune_keeps_who_changed_what_only_where_nothing_controls_it()
    {
        var kind = new WatchedKinds(pool: new DocumentPool(1 << 10)).Find(Member.Pods.GroupKind)!;
        var bare = Member.Pod("one", "p", null);
        bare["metadata"]!["managedFields"] = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject { ["manager"] = "kubectl" });
        var owned = Member.Pod("one", "p", Member.Owner(Member.ReplicaSets, "web", "rs"));
        owned["metadata"]!["managedFields"] = bare["metadata"]!["managedFields"]!.DeepClone();
        Assert.True(kind.Prune(bare.Json())["metadata"]["managedFields"].Exists);
        Assert.False(kind.Prune(owned.Json())["metadata"]["managedFields"].Exists);
    }
}
