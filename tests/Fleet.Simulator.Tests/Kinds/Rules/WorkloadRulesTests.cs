namespace Fleet.Simulator.Tests.Kinds.Rules;

public sealed class WorkloadRulesTests
{
    private const string Template = "{metadata: {labels: {app: a}}, spec: {containers: [{name: c, image: i}]}}";

    [Fact]
    public async Task Deployment_selector_stays()
    {
        var bed = await RulesBed.CreateAsync();
        await bed.CreateAsync($"{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: d}}, spec: {{selector: {{matchLabels: {{app: a}}}}, template: {Template}}}}}");

        Assert.Equal(
            "Deployment.apps \"d\" is invalid: spec.selector: Invalid value: {\"matchLabels\":{\"app\":\"a\"},\"matchExpressions\":[{\"key\":\"x\",\"operator\":\"DoesNotExist\"}]}: field is immutable",
            await bed.UpdateRefusalAsync(
                $"{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: d}}, spec: {{selector: {{matchLabels: {{app: a}}, matchExpressions: [{{key: x, operator: DoesNotExist}}]}}, template: {Template}}}}}"));
    }

    [Fact]
    public async Task Stateful_sets_change_only_what_their_controller_can_follow()
    {
        var bed = await RulesBed.CreateAsync();
        const string Set = "{{apiVersion: apps/v1, kind: StatefulSet, metadata: {{name: s}}, spec: {{serviceName: {0}, replicas: {1}, selector: {{matchLabels: {{app: a}}}}, template: {2}}}}}";
        await bed.CreateAsync(string.Format(null, Set, "x", 1, Template));

        Assert.Equal(2, (await bed.UpdateAsync(string.Format(null, Set, "x", 2, Template)))["metadata"u8]["generation"u8].AsInt64());
        Assert.Equal(
            "StatefulSet.apps \"s\" is invalid: spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
            await bed.UpdateRefusalAsync(string.Format(null, Set, "z", 2, Template)));
    }

    [Fact]
    public async Task Jobs_select_the_pods_of_their_uid()
    {
        var bed = await RulesBed.CreateAsync();

        var job = await bed.CreateAsync("{apiVersion: batch/v1, kind: Job, metadata: {name: j}, spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}}");

        var uid = job["metadata"u8]["uid"u8].AsString();
        Assert.Equal(uid, job["spec"u8]["selector"u8]["matchLabels"u8]["batch.kubernetes.io/controller-uid"].AsString());
        Assert.Equal("j", job["spec"u8]["template"u8]["metadata"u8]["labels"u8]["job-name"].AsString());
    }

    [Theory]
    [InlineData("backoffLimitPerIndex: 1", "spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode")]
    [InlineData("maxFailedIndexes: 1", "spec.backoffLimitPerIndex: Required value: when maxFailedIndexes is specified")]
    [InlineData("completionMode: Indexed, parallelism: 2", "spec.completions: Required value: when completion mode is Indexed")]
    [InlineData("managedBy: me", "spec.managedBy: Invalid value: \"me\": must be a domain-prefixed path (such as \"acme.io/foo\")")]
    [InlineData("podFailurePolicy: {rules: [{action: Ignore}]}", "spec.podFailurePolicy.rules[0]: Invalid value: specifying one of OnExitCodes and OnPodConditions is required")]
    [InlineData("podFailurePolicy: {rules: [{action: FailJob, onExitCodes: {operator: In, values: [2, 1]}}]}", "spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: [2,1]: must be ordered")]
    [InlineData("completionMode: Indexed, completions: 3, successPolicy: {rules: [{succeededIndexes: 0-5}]}", "spec.successPolicy.rules[0].succeededIndexes: Invalid value: \"0-5\": error parsing succeededIndexes: too large index: \"5\"")]
    [InlineData("completionMode: Indexed, completions: 3, successPolicy: {rules: [{succeededIndexes: '0,0'}]}", "error parsing succeededIndexes: non-increasing order, previous: 0, current: 0")]
    public async Task Job_refusals_name_field_and_rule(string field, string expected)
    {
        var bed = await RulesBed.CreateAsync();

        Assert.Contains(expected, await bed.RefusalAsync($"{{apiVersion: batch/v1, kind: Job, metadata: {{name: j}}, spec: {{{field}, template: {{spec: {{restartPolicy: Never, containers: [{{name: c, image: i}}]}}}}}}}}"));
    }

    [Theory]
    [InlineData("61 * * * *", null, "spec.schedule: Invalid value: \"61 * * * *\": end of range (61) above maximum (59): 61")]
    [InlineData("* * * *", null, "spec.schedule: Invalid value: \"* * * *\": expected exactly 5 fields, found 4: [* * * *]")]
    [InlineData("CRON_TZ=UTC * * * * *", null, "spec.schedule: Invalid value: \"CRON_TZ=UTC * * * * *\": cannot use TZ or CRON_TZ in schedule, use timeZone field instead")]
    [InlineData("@daily", "Local", "spec.timeZone: Invalid value: \"Local\": timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones")]
    [InlineData("@daily", "Europe/Nowhere", "spec.timeZone: Invalid value: \"Europe/Nowhere\": unknown time zone Europe/Nowhere")]
    public async Task Cron_job_refusals_name_field_and_rule(string schedule, string? zone, string expected)
    {
        var bed = await RulesBed.CreateAsync();

        Assert.Equal(
            $"CronJob.batch \"c\" is invalid: {expected}",
            await bed.RefusalAsync(
                $"{{apiVersion: batch/v1, kind: CronJob, metadata: {{name: c}}, spec: {{schedule: '{schedule}', timeZone: {zone ?? "null"}, jobTemplate: {{spec: {{template: {{spec: {{restartPolicy: Never, containers: [{{name: c, image: i}}]}}}}}}}}}}}}"));
    }

    [Fact]
    public async Task Autoscalers_of_both_versions_are_one_object()
    {
        var bed = await RulesBed.CreateAsync();
        await bed.CreateAsync(
            "{apiVersion: autoscaling/v1, kind: HorizontalPodAutoscaler, metadata: {name: h}, spec: {maxReplicas: 3, scaleTargetRef: {kind: Deployment, name: d}, targetCPUUtilizationPercentage: 50}}");

        var other = await bed.GetAsync("autoscaling/v2", "HorizontalPodAutoscaler", "h");

        Assert.Equal("""[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":50}}}]""", other["spec"u8]["metrics"u8].ToString());
    }

    [Theory]
    [InlineData("type: Resource", "spec.metrics[0].resource: Required value: must populate information for the given metric source")]
    [InlineData("type: Pods, pods: {metric: {name: m}, target: {type: Utilization}}", "spec.metrics[0].pods.target.averageValue: Required value: must specify a positive target averageValue")]
    [InlineData("type: External, external: {metric: {name: m}, target: {type: Value, value: 1, averageValue: 1}}", "spec.metrics[0].external.target.value: Forbidden: may not set both a target value for metric and a per-pod target")]
    [InlineData("type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 0}}", "spec.metrics[0].resource.target.averageUtilization: Invalid value: 0: must be greater than 0")]
    [InlineData("type: Object, object: {describedObject: {kind: K, name: k}, metric: {name: m}, target: {type: Value}}", "spec.metrics[0].object.target.averageValue: Required value: must set either a target value for metric or a per-pod target")]
    public async Task Autoscaler_refusals_name_field_and_rule(string metric, string expected)
    {
        var bed = await RulesBed.CreateAsync();

        Assert.Equal(
            $"HorizontalPodAutoscaler.autoscaling \"h\" is invalid: {expected}",
            await bed.RefusalAsync(
                $"{{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {{name: h}}, spec: {{maxReplicas: 3, scaleTargetRef: {{kind: Deployment, name: d}}, metrics: [{{{metric}}}]}}}}"));
    }

    [Theory]
    [InlineData("{minAvailable: 1, maxUnavailable: 1}", "spec: Invalid value: {\"MinAvailable\":1,\"Selector\":null,\"MaxUnavailable\":1,\"UnhealthyPodEvictionPolicy\":null}: minAvailable and maxUnavailable cannot be both set")]
    [InlineData("{maxUnavailable: 150%}", "spec.maxUnavailable: Invalid value: \"150%\": must not be greater than 100%")]
    [InlineData("{minAvailable: -1}", "spec.minAvailable: Invalid value: -1: must be greater than or equal to 0")]
    public async Task Disruption_budget_refusals_name_field_and_rule(string spec, string expected)
    {
        var bed = await RulesBed.CreateAsync();

        Assert.Equal($"PodDisruptionBudget.policy \"b\" is invalid: {expected}", await bed.RefusalAsync($"{{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {{name: b}}, spec: {spec}}}"));
    }
}
