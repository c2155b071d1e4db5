using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Health;
using Fleet.Kubernetes.Yaml;
using FsCheck;

namespace Fleet.Kubernetes.Tests.Health;

public class HealthAssessorTests
{
    [Theory]
    [InlineData("Deployment", "{metadata: {generation: 2}, spec: {replicas: 1}, status: {observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1}}", "Progressing GenerationNotObserved")]
    [InlineData("Deployment", "{spec: {replicas: 0}, status: {observedGeneration: 1}}", "Healthy MinimumReplicasAvailable")]
    [InlineData("Deployment", "{spec: {paused: true}}", "Suspended Paused")]
    [InlineData("Deployment", "{spec: {replicas: 2}, status: {replicas: 3, updatedReplicas: 2, availableReplicas: 2}}", "Progressing OldReplicasPendingTermination")]
    [InlineData("Deployment", "{spec: {replicas: 2}, status: {replicas: 2, updatedReplicas: 2, availableReplicas: 1}}", "Progressing ReplicasUnavailable")]
    [InlineData("Deployment", "{spec: {replicas: 2}, status: {conditions: [{type: Progressing, status: 'False', reason: ProgressDeadlineExceeded}]}}", "Degraded ProgressDeadlineExceeded")]
    [InlineData("Deployment", "{spec: {replicas: 2}, status: {conditions: [{type: ReplicaFailure, status: 'True', reason: FailedCreate}]}}", "Degraded FailedCreate")]
    [InlineData("StatefulSet", "{spec: {replicas: 1}}", "Progressing GenerationNotObserved")]
    [InlineData("StatefulSet", "{spec: {replicas: 2}, status: {observedGeneration: 1, readyReplicas: 1}}", "Progressing ReplicasNotReady")]
    [InlineData("StatefulSet", "{spec: {replicas: 3, updateStrategy: {rollingUpdate: {partition: 2}}}, status: {observedGeneration: 1, readyReplicas: 3, updatedReplicas: 1, currentRevision: a, updateRevision: b}}", "Healthy PartitionedRollout")]
    [InlineData("StatefulSet", "{spec: {replicas: 1}, status: {observedGeneration: 1, readyReplicas: 1, currentRevision: a, updateRevision: b}}", "Progressing RolloutInProgress")]
    [InlineData("DaemonSet", "{status: {desiredNumberScheduled: 2, updatedNumberScheduled: 1, numberAvailable: 2}}", "Progressing RolloutInProgress")]
    [InlineData("DaemonSet", "{status: {desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 1}}", "Progressing PodsUnavailable")]
    [InlineData("ReplicaSet", "{spec: {replicas: 2}, status: {availableReplicas: 1}}", "Progressing ReplicasUnavailable")]
    [InlineData("ReplicaSet", "{status: {conditions: [{type: ReplicaFailure, status: 'True', reason: FailedCreate}]}}", "Degraded FailedCreate")]
    public void Workloads(string kind, string yaml, string expected) => AssertHealth("apps/v1", kind, yaml, expected);

    [Theory]
    [InlineData("{spec: {suspend: true}}", "Suspended Suspended")]
    [InlineData("{status: {conditions: [{type: Failed, status: 'True', reason: BackoffLimitExceeded}]}}", "Degraded BackoffLimitExceeded")]
    [InlineData("{status: {conditions: [{type: Complete, status: 'True'}]}}", "Healthy Complete")]
    [InlineData("{status: {active: 1}}", "Progressing JobRunning")]
    public void Jobs(string yaml, string expected) => AssertHealth("batch/v1", "Job", yaml, expected);

    [Theory]
    [InlineData("{status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}", "Healthy Ready")]
    [InlineData("{status: {phase: Running, containerStatuses: [{name: a, state: {waiting: {reason: CrashLoopBackOff}}}]}}", "Degraded CrashLoopBackOff")]
    [InlineData("{status: {phase: Pending, initContainerStatuses: [{name: a, state: {waiting: {reason: ErrImagePull}}}]}}", "Degraded ErrImagePull")]
    [InlineData("{status: {phase: Running, containerStatuses: [{name: a, lastState: {terminated: {exitCode: 1}}}]}}", "Degraded ContainerRestarted")]
    [InlineData("{status: {phase: Running}}", "Progressing ")]
    [InlineData("{spec: {restartPolicy: Never}, status: {phase: Running}}", "Progressing Running")]
    [InlineData("{spec: {restartPolicy: Never}, status: {phase: Succeeded}}", "Healthy Succeeded")]
    [InlineData("{status: {phase: Failed, containerStatuses: [{name: a, state: {terminated: {reason: OOMKilled, exitCode: 137}}}]}}", "Degraded OOMKilled")]
    [InlineData("{status: {phase: Failed, reason: Evicted, message: too much}}", "Degraded Evicted")]
    [InlineData("{}", "Unknown ")]
    public void Pods(string yaml, string expected) => AssertHealth("v1", "Pod", yaml, expected);

    [Theory]
    [InlineData("v1", "ConfigMap", "{data: {a: b}}", "Healthy NoStatus")]
    [InlineData("v1", "Pod", "{metadata: {deletionTimestamp: '2026-01-01T00:00:00Z'}}", "Progressing Terminating")]
    [InlineData("v1", "PersistentVolumeClaim", "{status: {phase: Lost}}", "Degraded Lost")]
    [InlineData("v1", "Service", "{spec: {type: LoadBalancer}}", "Progressing AddressPending")]
    [InlineData("networking.k8s.io/v1", "Ingress", "{status: {loadBalancer: {ingress: [{ip: 1.2.3.4}]}}}", "Healthy AddressAssigned")]
    [InlineData("apiextensions.k8s.io/v1", "CustomResourceDefinition", "{status: {conditions: [{type: NamesAccepted, status: 'False', reason: Conflict}]}}", "Degraded Conflict")]
    [InlineData("apiextensions.k8s.io/v1", "CustomResourceDefinition", "{status: {conditions: [{type: NamesAccepted, status: 'True'}, {type: Established, status: 'True', reason: InitialNamesAccepted}]}}", "Healthy InitialNamesAccepted")]
    [InlineData("autoscaling/v1", "HorizontalPodAutoscaler", "{metadata: {annotations: {autoscaling.alpha.kubernetes.io/conditions: 'not json'}}}", "Progressing WaitingToAutoscale")]
    public void Other_built_in_kinds(string apiVersion, string kind, string yaml, string expected) => AssertHealth(apiVersion, kind, yaml, expected);

    [Theory]
    [InlineData("{status: {conditions: [{type: Ready, status: 'True', reason: Ok}]}}", "Healthy Ok")]
    [InlineData("{status: {conditions: [{type: Ready, status: 'False', reason: Broken}]}}", "Degraded Broken")]
    [InlineData("{status: {conditions: [{type: Ready, status: 'False', reason: WaitingForDatabase}]}}", "Progressing WaitingForDatabase")]
    [InlineData("{status: {conditions: [{type: Ready, status: Unknown}]}}", "Progressing Ready")]
    [InlineData("{status: {conditions: [{type: Ready, status: 'True'}, {type: Reconciling, status: 'True', reason: NewGeneration}]}}", "Progressing NewGeneration")]
    [InlineData("{status: {conditions: [{type: Reconciling, status: 'True'}, {type: Stalled, status: 'True', reason: BuildFailed}]}}", "Degraded BuildFailed")]
    [InlineData("{status: {conditions: [{type: Ready, status: 'True'}, {type: Synced, status: 'False', reason: ReconcileError}]}}", "Degraded ReconcileError")]
    [InlineData("{metadata: {generation: 2}, status: {conditions: [{type: Ready, status: 'True', observedGeneration: 1}]}}", "Progressing GenerationNotObserved")]
    [InlineData("{metadata: {generation: 2}, status: {observedGeneration: 1, conditions: [{type: Ready, status: 'True'}]}}", "Progressing GenerationNotObserved")]
    [InlineData("{spec: {suspend: true}, status: {conditions: [{type: Ready, status: 'False', reason: Broken}]}}", "Suspended Suspended")]
    [InlineData("{status: {phase: Provisioning}}", "Progressing Provisioning")]
    [InlineData("{status: {state: failed}}", "Degraded failed")]
    [InlineData("{status: {phase: Failed, conditions: [{type: Ready, status: 'True'}]}}", "Degraded Failed")]
    [InlineData("{status: {something: else}}", "Healthy NoStatus")]
    [InlineData("{spec: {a: 1}}", "Healthy NoStatus")]
    public void Kinds_nobody_wrote_a_rule_for(string yaml, string expected) => AssertHealth("example.org/v1", "Widget", yaml, expected);

    [Fact]
    public void The_words_of_an_object_are_kept_to_a_length()
    {
        var words = new string('x', 100_000);
        var health = HealthAssessor.Default.Assess(Document.Parse(
            $$"""{"apiVersion":"example.org/v1","kind":"Widget","status":{"conditions":[{"type":"Ready","status":"False","reason":"{{words}}","message":"{{words}}"}]} }""").Root);
        Assert.Equal((257, 1025), (health.Reason.Length, health.Message.Length));
    }

    [Fact]
    public void A_kind_known_to_report_a_status_is_waited_for()
    {
        var widget = Document.Parse("""{"apiVersion":"example.org/v1","kind":"Widget","spec":{}}""").Root;
        Assert.Equal(HealthStatus.Progressing, new HealthAssessor { ReportsStatus = kind => kind.Kind == "Widget" }.Assess(widget).Status);
        Assert.Equal(HealthStatus.Healthy, new HealthAssessor { ReportsStatus = _ => false }.Assess(widget).Status);
    }

    [Fact]
    public void Missing_is_the_health_of_what_is_not_there() => Assert.Equal(HealthStatus.Missing, HealthAssessor.Default.Assess(default).Status);

    [FsCheck.Xunit.Property(MaxTest = 300)]
    public void Any_document_has_a_health(NonNull<string> kind, NonNull<string> text, bool list)
    {
        var status = list ? DocumentNode.Array(text.Get, 3) : DocumentNode.Object(("phase", text.Get), ("conditions", DocumentNode.Array(text.Get)));
        var node = DocumentNode.Object(("apiVersion", "apps/v1"), ("kind", kind.Get), ("metadata", text.Get), ("spec", DocumentNode.Array()), ("status", status));
        HealthAssessor.Default.Assess(node.ToValue());
        foreach (var known in (string[])["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Pod"])
        {
            node["kind"] = known;
            HealthAssessor.Default.Assess(node.ToValue());
        }
    }

    private static void AssertHealth(string apiVersion, string kind, string yaml, string expected)
    {
        var node = YamlReader.Read(yaml).Root.ToNode();
        node["apiVersion"] = apiVersion;
        node["kind"] = kind;
        var health = HealthAssessor.Default.Assess(node.ToValue());
        Assert.Equal(expected, $"{health.Status} {health.Reason}");
    }
}
