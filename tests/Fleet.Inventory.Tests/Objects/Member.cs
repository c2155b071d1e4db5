using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Inventory.Tests.Objects;

/// <summary>Builders of member objects as an API server sends them, cut to what the inventory reads.</summary>
internal static class Member
{
    public static readonly GroupVersionKind Deployments = new("apps", "v1", "Deployment");
    public static readonly GroupVersionKind StatefulSets = new("apps", "v1", "StatefulSet");
    public static readonly GroupVersionKind DaemonSets = new("apps", "v1", "DaemonSet");
    public static readonly GroupVersionKind ReplicaSets = new("apps", "v1", "ReplicaSet");
    public static readonly GroupVersionKind Jobs = new("batch", "v1", "Job");
    public static readonly GroupVersionKind CronJobs = new("batch", "v1", "CronJob");
    public static readonly GroupVersionKind Pods = new("", "v1", "Pod");
    public static readonly GroupVersionKind Events = new("events.k8s.io", "v1", "Event");
    public static readonly GroupVersionKind Rollouts = new("argoproj.io", "v1alpha1", "Rollout");

    /// <summary>A UUID made of a name.</summary>
    public static string Uid(string name) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16)).ToString();

    public static JsonObject Object(GroupVersionKind kind, string name, string uid, JsonObject? owner = null, string space = "shop")
    {
        var metadata = new JsonObject
        {
            ["name"] = name,
            ["namespace"] = space,
            ["uid"] = Uid(uid),
            ["creationTimestamp"] = "2026-03-01T08:00:00Z",
        };
        if (owner is not null)
        {
            metadata["ownerReferences"] = new JsonArray(owner);
        }

        return new JsonObject { ["apiVersion"] = kind.ApiVersion, ["kind"] = kind.Kind, ["metadata"] = metadata };
    }

    public static JsonObject Owner(GroupVersionKind kind, string name, string uid) => new()
    {
        ["apiVersion"] = kind.ApiVersion,
        ["kind"] = kind.Kind,
        ["name"] = name,
        ["uid"] = Uid(uid),
        ["controller"] = true,
    };

    public static JsonObject Deployment(string name, string uid, int replicas = 1, int ready = 1, string image = "web:1")
    {
        var deployment = Object(Deployments, name, uid);
        deployment["metadata"]!["generation"] = 1;
        deployment["spec"] = new JsonObject { ["replicas"] = replicas, ["template"] = Template(image) };
        deployment["status"] = new JsonObject
        {
            ["observedGeneration"] = 1,
            ["replicas"] = replicas,
            ["updatedReplicas"] = replicas,
            ["readyReplicas"] = ready,
            ["availableReplicas"] = ready,
        };
        return deployment;
    }

    public static JsonObject ReplicaSet(string name, string uid, JsonObject? owner, int replicas = 1)
    {
        var set = Object(ReplicaSets, name, uid, owner);
        set["spec"] = new JsonObject { ["replicas"] = replicas, ["template"] = Template("web:1") };
        set["status"] = new JsonObject { ["replicas"] = replicas, ["readyReplicas"] = replicas, ["availableReplicas"] = replicas };
        return set;
    }

    public static JsonObject Pod(string name, string uid, JsonObject? owner, string phase = "Running", int restarts = 0, string? waiting = null, string image = "web:1")
    {
        var pod = Object(Pods, name, uid, owner);
        pod["metadata"]!["labels"] = new JsonObject { ["app"] = "web" };
        pod["spec"] = Template(image)["spec"]!.DeepClone();
        var ready = phase == "Running" && waiting is null;
        pod["status"] = new JsonObject
        {
            ["phase"] = phase,
            ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Ready", ["status"] = ready ? "True" : "False" }),
            ["containerStatuses"] = new JsonArray(new JsonObject
            {
                ["name"] = "web",
                ["restartCount"] = restarts,
                ["state"] = waiting is null ? new JsonObject { ["running"] = new JsonObject() } : new JsonObject { ["waiting"] = new JsonObject { ["reason"] = waiting } },
            }),
        };
        return pod;
    }

    public static JsonObject Job(string name, string uid, JsonObject? owner = null, string? condition = null)
    {
        var job = Object(Jobs, name, uid, owner);
        job["spec"] = new JsonObject { ["completions"] = 1, ["template"] = Template("batch:1") };
        job["status"] = condition is null
            ? new JsonObject { ["active"] = 1 }
            : new JsonObject
            {
                ["succeeded"] = condition == "Complete" ? 1 : 0,
                ["conditions"] = new JsonArray(new JsonObject { ["type"] = condition, ["status"] = "True", ["reason"] = condition == "Failed" ? "BackoffLimitExceeded" : "CompletionsReached" }),
            };
        return job;
    }

    public static JsonObject CronJob(string name, string uid)
    {
        var job = Object(CronJobs, name, uid);
        job["spec"] = new JsonObject { ["schedule"] = "* * * * *", ["jobTemplate"] = new JsonObject { ["spec"] = new JsonObject { ["template"] = Template("batch:1") } } };
        job["status"] = new JsonObject();
        return job;
    }

    public static JsonObject Event(string name, JsonObject regarding, int minute = 0)
    {
        var happened = Object(Events, name, name);
        happened["reason"] = "BackOff";
        happened["type"] = "Warning";
        happened["note"] = "Back-off restarting failed container";
        happened["eventTime"] = string.Create(CultureInfo.InvariantCulture, $"2026-03-01T{8 + (minute / 60):00}:{minute % 60:00}:00.000000Z");
        happened["regarding"] = new JsonObject
        {
            ["apiVersion"] = regarding["apiVersion"]!.DeepClone(),
            ["kind"] = regarding["kind"]!.DeepClone(),
            ["name"] = regarding["metadata"]!["name"]!.DeepClone(),
            ["namespace"] = "shop",
            ["uid"] = regarding["metadata"]!["uid"]!.DeepClone(),
        };
        return happened;
    }

    public static Document Json(this JsonNode node) => Document.Parse(node.ToJsonString());

    /// <summary>What a relist leaves of an object that vanished while nobody looked.</summary>
    public static Document Tombstone(this JsonObject node) => new JsonObject
    {
        ["apiVersion"] = node["apiVersion"]!.DeepClone(),
        ["kind"] = node["kind"]!.DeepClone(),
        ["metadata"] = new JsonObject
        {
            ["namespace"] = node["metadata"]!["namespace"]!.DeepClone(),
            ["name"] = node["metadata"]!["name"]!.DeepClone(),
            ["uid"] = node["metadata"]!["uid"]!.DeepClone(),
        },
    }.Json();

    public static GroupVersionKind KindOf(this JsonObject node) => GroupVersionKind.From(node["apiVersion"]!.GetValue<string>(), node["kind"]!.GetValue<string>());

    private static JsonObject Template(string image) => new()
    {
        ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["app"] = "web" } },
        ["spec"] = new JsonObject
        {
            ["containers"] = new JsonArray(new JsonObject
            {
                ["name"] = "web",
                ["image"] = image,
                ["resources"] = new JsonObject
                {
                    ["requests"] = new JsonObject { ["cpu"] = "250m", ["memory"] = "256Mi" },
                    ["limits"] = new JsonObject { ["memory"] = "512Mi" },
                },
            }),
        },
    };
}
