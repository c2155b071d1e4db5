using System.Text.Json.Nodes;
using Fleet.Inventory.Tests.Objects;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Inventory.Tests.Workloads;

public class WorkloadProjectionTests
{
    [Fact]
    public void The_document_has_the_shape_of_the_API()
    {
        var deployment = Member.Deployment("web", "d", replicas: 2, ready: 1);
        deployment["metadata"]!["labels"] = new JsonObject { ["team"] = "pay", ["fleetengine.io/cluster"] = "forged" };
        deployment["metadata"]!["annotations"] = new JsonObject { ["org.opencontainers.image.source"] = "https://git.example/web" };
        deployment["metadata"]!["ownerReferences"] = new JsonArray(Member.Owner(new("example.io", "v1", "Shop"), "main", "s"));
        deployment["metadata"]!["managedFields"] = new JsonArray(
            Managed("kubectl-client-side-apply", "Update", "2026-03-01T08:00:00Z", "f:spec"),
            Managed("helm", "Apply", "2026-03-01T08:30:00Z", "f:spec"),
            Managed("kube-controller-manager", "Update", "2026-03-01T08:45:00Z", "f:spec"),
            Managed("labeller", "Update", "2026-03-01T08:50:00Z", "f:metadata"));
        deployment["spec"]!["template"]!["metadata"]!["annotations"] = new JsonObject { ["org.opencontainers.image.revision"] = "abc123" };
        var feed = new Feed().Add(deployment).Complete();

        Assert.Equal(
            """
            {"apiVersion":"fleetengine.io/v1alpha1","kind":"Workload","metadata":{"name":"eu.deployment.web","namespace":"shop","uid":"@","creationTimestamp":"2026-03-01T08:00:00Z","generation":1,"labels":{"fleetengine.io/cluster":"eu","fleetengine.io/kind":"Deployment","team":"pay"}},
            "spec":{"ref":{"cluster":"eu","group":"apps","version":"v1","kind":"Deployment","namespace":"shop","name":"web","uid":"$"},"images":["web:1"],"owners":[{"kind":"Shop","name":"main"}]},
            "status":{"health":"Progressing","reason":"ReplicasUnavailable","message":"1 of 2 updated replicas are available","replicas":{"desired":2,"ready":1,"updated":2,"available":1},
            "pods":{"total":0,"running":0,"pending":0,"failed":0,"restarts":0,"oomKills":0},"resources":{"requests":{"cpu":"500m","memory":"512Mi"},"limits":{"memory":"1Gi"}},
            "lastChange":{"time":"2026-03-01T08:30:00Z","manager":"helm","operation":"Apply"},"source":{"commit":"abc123","repository":"https://git.example/web"},"observedGeneration":1}}
            """.ReplaceLineEndings("").Replace("@", Uid(feed, "eu.deployment.web"), StringComparison.Ordinal).Replace("$", Member.Uid("d"), StringComparison.Ordinal),
            feed.Row("eu.deployment.web").Document.ToString());
    }

    [Fact]
    public void The_uid_is_of_the_cluster_and_the_member_object()
    {
        var first = Uid(new Feed().Add(Member.Deployment("web", "d")).Complete(), "eu.deployment.web");
        Assert.True(Guid.TryParse(first, out _));
        Assert.Equal(first, Uid(new Feed().Add(Member.Deployment("web", "d", replicas: 9)).Complete(), "eu.deployment.web"));
        Assert.NotEqual(first, Uid(new Feed().Add(Member.Deployment("web", "other")).Complete(), "eu.deployment.web"));
    }

    [Fact]
    public void Reading_a_document_gives_the_row_back()
    {
        var feed = new Feed().Add(Member.Deployment("web", "d", replicas: 2), Member.Pod("one", "p", null, restarts: 3)).Complete();
        foreach (var row in feed.Rows)
        {
            Assert.Equal(row with { Document = row.Document, Version = 0 }, WorkloadReading.Read(Document.Parse(row.Document.ToString())) with { Document = row.Document });
        }

        var web = feed.Row("eu.deployment.web");
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds(), web.ChangedAt);
        Assert.Equal(3, feed.Row("eu.pod.one").Restarts);
    }

    [Fact]
    public void A_controller_of_a_kind_nobody_watches_is_read_from_its_pods()
    {
        var owner = Member.Owner(new("kafka.example", "v1", "Broker"), "main", "b");
        var feed = new Feed().Add(Member.Pod("main-0", "p0", owner, image: "broker:3"), Member.Pod("main-1", "p1", (JsonObject)owner.DeepClone(), "Pending", image: "broker:3")).Complete();

        var row = feed.Row("eu.broker-kafka-example.main-d37d2ef35e");
        Assert.Equal(("PodsNotReady", 2, 1), (row.Reason, row.DesiredReplicas, row.ReadyReplicas));
        Assert.Equal("""{"cluster":"eu","group":"kafka.example","version":"v1","kind":"Broker","namespace":"shop","name":"main","uid":"$"}""".Replace("$", Member.Uid("b"), StringComparison.Ordinal), row.Document["spec"]["ref"].ToString());
        Assert.Equal("""["broker:3"]""", row.Document["spec"]["images"].ToString());
        Assert.Equal("web", row.Document["metadata"]["labels"]["app"].AsString());
    }

    [Fact]
    public void An_object_that_was_asked_for_is_a_workload_only_where_it_runs_something()
    {
        GroupVersionKind knative = new("serving.knative.dev", "v1", "Service");
        GroupVersionKind maps = new("", "v1", "ConfigMap");
        var service = Member.Deployment("web", "s");
        service["apiVersion"] = knative.ApiVersion;
        service["kind"] = knative.Kind;
        var feed = new Feed(1, knative, maps).Add(service, Member.Object(maps, "settings", "m")).Complete();

        Assert.Equal(["eu.service-serving-knative-dev.web-05971135e7"], feed.Rows.Select(row => row.ObjectName));
        Assert.Equal(2, feed.Shards[0].Statistics.Objects);
    }

    [Fact]
    public void Counts_of_pods_tell_phases_restarts_kills_and_what_is_waited_for()
    {
        var owner = Member.Owner(Member.StatefulSets, "db", "s");
        var killed = Member.Pod("db-2", "p2", Clone(owner), restarts: 4);
        killed["status"]!["containerStatuses"]![0]!["lastState"] = new JsonObject { ["terminated"] = new JsonObject { ["reason"] = "OOMKilled" } };
        var lost = Member.Pod("db-3", "p3", Clone(owner), "Pending");
        lost["status"]!["conditions"] = new JsonArray(new JsonObject { ["type"] = "PodScheduled", ["status"] = "False", ["reason"] = "Unschedulable" });
        var set = Member.Object(Member.StatefulSets, "db", "s");
        set["spec"] = new JsonObject { ["replicas"] = 4 };
        var feed = new Feed().Add(
            set,
            Member.Pod("db-0", "p0", Clone(owner), waiting: "CrashLoopBackOff", restarts: 7),
            Member.Pod("db-1", "p1", Clone(owner), waiting: "CrashLoopBackOff"),
            killed,
            lost,
            Member.Pod("db-4", "p4", Clone(owner), "Failed")).Complete();

        Assert.Equal(
            """{"total":5,"running":3,"pending":1,"failed":1,"restarts":11,"oomKills":1,"waiting":[{"reason":"CrashLoopBackOff","count":2},{"reason":"Unschedulable","count":1}]}""",
            feed.Row("eu.statefulset.db").Document["status"]["pods"].ToString());
        Assert.Equal(1000, feed.Row("eu.statefulset.db").CpuRequestMillicores);
    }

    private static string Uid(Feed feed, string name) => feed.Row(name).Document["metadata"]["uid"].AsString("");

    private static JsonObject Clone(JsonObject node) => (JsonObject)node.DeepClone();

    private static JsonObject Managed(string manager, string operation, string time, string field) => new()
    {
        ["manager"] = manager,
        ["operation"] = operation,
        ["time"] = time,
        ["fieldsV1"] = new JsonObject { [field] = new JsonObject { ["f:replicas"] = new JsonObject() } },
    };
}
