using System.Text.Json.Nodes;
using Fleet.Inventory.Tests.Objects;
using Fleet.Kubernetes.Resources;

namespace Fleet.Inventory.Tests.Workloads;

/// <summary>The verdict on a workload is that on its controller, and its pods' where the controller only waits.</summary>
public class WorkloadHealthTests
{
    public static TheoryData<string, JsonObject[], string> Cases => new()
    {
        { "deployment_healthy", [Deployment(2, 2), .. Pods(2)], "Healthy MinimumReplicasAvailable " },
        { "deployment_waits", [Deployment(2, 1), .. Pods(2)], "Progressing ReplicasUnavailable 1 of 2 updated replicas are available" },
        { "deployment_whose_pod_crashes", [Deployment(2, 1), .. Pods(1), Pod("x", waiting: "CrashLoopBackOff")], "Degraded CrashLoopBackOff 1 of 2 pods: CrashLoopBackOff; 1 of 2 updated replicas are available" },
        { "deployment_whose_image_cannot_be_pulled", [Deployment(1, 0), Pod("x", waiting: "ErrImagePull", phase: "Pending")], "Degraded ErrImagePull 1 of 1 pods: ErrImagePull; 0 of 1 updated replicas are available" },
        { "deployment_whose_pod_is_created", [Deployment(1, 0), Pod("x", waiting: "ContainerCreating", phase: "Pending")], "Progressing ReplicasUnavailable 0 of 1 updated replicas are available" },
        { "deployment_without_room", [Deployment(1, 0), Unschedulable("x")], "Progressing Unschedulable 1 of 1 pods: Unschedulable; 0 of 1 updated replicas are available" },
        { "deployment_with_an_evicted_pod", [Deployment(1, 1), .. Pods(1), Pod("x", phase: "Failed", waiting: "CrashLoopBackOff")], "Healthy MinimumReplicasAvailable " },
        { "deployment_whose_container_restarted_once", [Deployment(1, 0), Restarted("x", 1, "Error")], "Progressing ReplicasUnavailable 0 of 1 updated replicas are available" },
        { "deployment_whose_container_restarts", [Deployment(1, 0), Restarted("x", 2, "Error")], "Degraded ContainerRestarted 1 of 1 pods: ContainerRestarted; 0 of 1 updated replicas are available" },
        { "deployment_whose_container_is_killed", [Deployment(1, 0), Restarted("x", 2, "OOMKilled")], "Degraded OOMKilled 1 of 1 pods: OOMKilled; 0 of 1 updated replicas are available" },
        { "deployment_past_its_deadline", [Stalled(), Pod("x", waiting: "CrashLoopBackOff")], "Degraded ProgressDeadlineExceeded 1 of 1 pods: CrashLoopBackOff; too slow" },
        { "deployment_being_deleted", [Terminating(Deployment(1, 0)), Pod("x", waiting: "CrashLoopBackOff")], "Progressing Terminating Pending deletion" },
        { "most_frequent_trouble_counts", [Deployment(3, 0), Pod("x", waiting: "CrashLoopBackOff"), Pod("y", waiting: "ImagePullBackOff"), Pod("z", waiting: "ImagePullBackOff")], "Degraded ImagePullBackOff 2 of 3 pods: ImagePullBackOff; 0 of 3 updated replicas are available" },
        { "bare_pod", [Member.Pod("x", "x", null)], "Healthy Ready " },
        { "bare_pod_that_crashes", [Member.Pod("x", "x", null, waiting: "CrashLoopBackOff")], "Degraded CrashLoopBackOff container web: CrashLoopBackOff" },
        { "bare_pod_that_ended", [Member.Pod("x", "x", null, "Succeeded")], "Healthy Succeeded " },
        { "job_that_runs", [Member.Job("once", "j"), JobPod()], "Progressing JobRunning 0 of 1 completions" },
        { "job_that_cannot_start", [Member.Job("once", "j"), JobPod("ImagePullBackOff")], "Progressing ImagePullBackOff 1 of 1 pods: ImagePullBackOff; 0 of 1 completions" },
        { "job_that_is_done", [Member.Job("once", "j", condition: "Complete")], "Healthy CompletionsReached " },
        { "job_that_failed", [Member.Job("once", "j", condition: "Failed"), JobPod()], "Degraded BackoffLimitExceeded " },
        { "cronjob_that_never_ran", [Member.CronJob("c", "c")], "Healthy NeverScheduled CronJob has not been scheduled yet" },
        { "cronjob_whose_only_run_failed", [Member.CronJob("c", "c"), CronRun("c-1", "Failed", 1)], "Degraded LastRunFailed BackoffLimitExceeded" },
        { "cronjob_whose_last_run_went_well", [Member.CronJob("c", "c"), CronRun("c-1", "Failed", 1), CronRun("c-2", "Complete", 2)], "Healthy NeverScheduled CronJob has not been scheduled yet" },
        { "unwatched_kind_whose_pods_are_done", [Workflow("Succeeded")], "Healthy PodsSucceeded " },
        { "unwatched_kind_whose_pods_failed", [Workflow("Failed")], "Degraded PodsFailed 1 of 1 pods failed" },
        { "unwatched_kind_whose_pods_are_ready", [Workflow("Running")], "Healthy PodsReady " },
        { "daemonset", [DaemonSet(3, 2)], "Progressing PodsUnavailable 2 of 3 updated pods are available" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Health_is_told_with_its_reason(string name, JsonObject[] objects, string expected)
    {
        var row = Assert.Single(new Feed().Add(objects).Complete().Rows);
        var told = $"{row.Health} {row.Reason} {row.Document["status"]["message"].AsString("")}";
        Assert.True(told == expected, $"{name}: {told}");
    }

    private static JsonObject Deployment(int replicas, int ready) => Member.Deployment("web", "d", replicas, ready);

    private static JsonObject[] Pods(int count) => [Set(), .. Enumerable.Range(0, count).Select(i => Pod($"pod-{i}"))];

    private static JsonObject Set() => Member.ReplicaSet("web-abc", "rs", Member.Owner(Member.Deployments, "web", "d"));

    /// <summary>The pod's ReplicaSet may be unknown: the hash of the template tells the Deployment, where there is one.</summary>
    private static JsonObject Pod(string name, string phase = "Running", string? waiting = null)
    {
        var pod = Member.Pod(name, name, Member.Owner(Member.ReplicaSets, "web-abc", "rs"), phase, waiting: waiting);
        pod["metadata"]!["labels"]!["pod-template-hash"] = "abc";
        return pod;
    }

    private static JsonObject Unschedulable(string name)
    {
        var pod = Pod(name, "Pending");
        pod["status"]!["conditions"] = new JsonArray(new JsonObject { ["type"] = "PodScheduled", ["status"] = "False", ["reason"] = "Unschedulable" });
        return pod;
    }

    private static JsonObject Restarted(string name, int restarts, string reason)
    {
        var pod = Pod(name, waiting: "PodInitializing");
        var container = pod["status"]!["containerStatuses"]![0]!;
        container["restartCount"] = restarts;
        container["state"] = new JsonObject { ["running"] = new JsonObject() };
        container["lastState"] = new JsonObject { ["terminated"] = new JsonObject { ["reason"] = reason } };
        return pod;
    }

    private static JsonObject Stalled()
    {
        var deployment = Deployment(1, 0);
        deployment["status"]!["conditions"] = new JsonArray(new JsonObject { ["type"] = "Progressing", ["status"] = "False", ["reason"] = "ProgressDeadlineExceeded", ["message"] = "too slow" });
        return deployment;
    }

    private static JsonObject Terminating(JsonObject item)
    {
        item["metadata"]!["deletionTimestamp"] = "2026-03-01T09:00:00Z";
        return item;
    }

    private static JsonObject JobPod(string? waiting = null)
    {
        var pod = Member.Pod("x", "x", Member.Owner(Member.Jobs, "once", "j"), waiting is null ? "Running" : "Pending", waiting: waiting);
        pod["spec"]!["restartPolicy"] = "Never";
        return pod;
    }

    private static JsonObject CronRun(string name, string condition, int minute)
    {
        var job = Member.Job(name, name, Member.Owner(Member.CronJobs, "c", "c"), condition);
        job["metadata"]!["creationTimestamp"] = $"2026-03-01T08:0{minute}:00Z";
        return job;
    }

    private static JsonObject Workflow(string phase) =>
        Member.Pod("x", "x", Member.Owner(new GroupVersionKind("argoproj.io", "v1alpha1", "Workflow"), "build", "w"), phase);

    private static JsonObject DaemonSet(int desired, int ready)
    {
        var set = Member.Object(Member.DaemonSets, "agent", "ds");
        set["spec"] = new JsonObject();
        set["status"] = new JsonObject { ["desiredNumberScheduled"] = desired, ["updatedNumberScheduled"] = desired, ["numberReady"] = ready, ["numberAvailable"] = ready };
        return set;
    }
}
