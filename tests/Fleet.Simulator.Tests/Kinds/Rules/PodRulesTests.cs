namespace Fleet.Simulator.Tests.Kinds.Rules;

public sealed class PodRulesTests
{
    [Theory]
    [InlineData("{containers: []}", "spec.containers: Required value")]
    [InlineData("{containers: [{name: c}]}", "spec.containers[0].image: Required value")]
    [InlineData("{containers: [{name: C, image: i}]}", "spec.containers[0].name: Invalid value: \"C\": a lowercase RFC 1123 label")]
    [InlineData("{containers: [{name: c, image: i, volumeMounts: [{name: v, mountPath: /v}]}]}", "spec.containers[0].volumeMounts[0].name: Not found: \"v\"")]
    [InlineData("{containers: [{name: c, image: i, resources: {requests: {cpu: 2}, limits: {cpu: 1}}}]}", "spec.containers[0].resources.requests: Invalid value: \"2\": must be less than or equal to cpu limit of 1")]
    [InlineData("{restartPolicy: Sometimes, containers: [{name: c, image: i}]}", "spec.restartPolicy: Unsupported value: \"Sometimes\": supported values: \"Always\", \"OnFailure\", \"Never\"")]
    [InlineData("{containers: [{name: c, image: i, ports: [{containerPort: 0}]}]}", "spec.containers[0].ports[0].containerPort: Required value")]
    public async Task Refusals_name_field_and_rule(string spec, string expected)
    {
        var bed = await RulesBed.CreateAsync();

        Assert.Contains(expected, await bed.RefusalAsync($"{{apiVersion: v1, kind: Pod, metadata: {{name: p}}, spec: {spec}}}"));
    }

    [Theory]
    [InlineData("{}", "BestEffort")]
    [InlineData("{requests: {cpu: 1}}", "Burstable")]
    [InlineData("{limits: {cpu: 1, memory: 1Gi}}", "Guaranteed")]
    public async Task Quality_of_service_follows_resources(string resources, string expected)
    {
        var bed = await RulesBed.CreateAsync();

        var pod = await bed.CreateAsync($"{{apiVersion: v1, kind: Pod, metadata: {{name: p}}, spec: {{containers: [{{name: c, image: i, resources: {resources}}}]}}}}");

        Assert.Equal("Pending", pod["status"u8]["phase"u8].AsString());
        Assert.Equal(expected, pod["status"u8]["qosClass"u8].AsString());
    }

    [Fact]
    public async Task Service_account_token_is_mounted()
    {
        var bed = await RulesBed.CreateAsync();

        var pod = await bed.CreateAsync("{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: i}]}}");

        var volume = Assert.Single(pod["spec"u8]["volumes"u8].Items.ToList());
        Assert.StartsWith("kube-api-access-", volume["name"u8].AsString());
        Assert.Equal(3607, volume["projected"u8]["sources"u8][0]["serviceAccountToken"u8]["expirationSeconds"u8].AsInt64());
        Assert.Equal("/var/run/secrets/kubernetes.io/serviceaccount", pod["spec"u8]["containers"u8][0]["volumeMounts"u8][0]["mountPath"u8].AsString());
        Assert.Equal("default", pod["spec"u8]["serviceAccountName"u8].AsString());
    }

    [Fact]
    public async Task Only_images_and_a_few_more_fields_of_a_pod_change()
    {
        var bed = await RulesBed.CreateAsync();
        const string Pod = "{{apiVersion: v1, kind: Pod, metadata: {{name: p}}, spec: {{automountServiceAccountToken: false, serviceAccountName: default, hostname: {0}, containers: [{{name: c, image: {1}}}]}}}}";
        await bed.CreateAsync(string.Format(null, Pod, "h", "i"));

        Assert.Equal("j", (await bed.UpdateAsync(string.Format(null, Pod, "h", "j")))["spec"u8]["containers"u8][0]["image"u8].AsString());
        var refusal = await bed.UpdateRefusalAsync(string.Format(null, Pod, "g", "j"));
        Assert.StartsWith("Pod \"p\" is invalid: spec: Forbidden: pod updates may not change fields other than", refusal);
        Assert.Matches("\n- +\"Hostname\": \"h\",\n\\+ +\"Hostname\": \"g\",\n", refusal.Replace('\u00a0', ' '));
    }

    [Theory]
    [InlineData("env: [{name: A, value: '1'}, {name: A, value: '2'}]", "spec.containers[0].env[1]: hides previous definition of \"A\", which may be dropped when using apply")]
    [InlineData("resources: {requests: {memory: 100m}}", "spec.containers[0].resources.requests[memory]: fractional byte value \"100m\" is invalid, must be an integer")]
    [InlineData("ports: [{containerPort: 80}, {containerPort: 80}]", "spec.containers[0].ports[1]: duplicate port definition with spec.containers[0].ports[0]")]
    [InlineData("ports: [{containerPort: 80, hostPort: 80}, {containerPort: 80}]", "spec.containers[0].ports[1]: overlapping port definition with spec.containers[0].ports[0]")]
    [InlineData("ports: [{containerPort: 80, hostIP: 1.2.3.4}]", "spec.containers[0].ports[0]: hostIP set without hostPort: {Name: HostPort:0 ContainerPort:80 Protocol:TCP HostIP:1.2.3.4}")]
    public async Task Containers_are_warned_of_what_hides_something(string container, string expected)
    {
        var bed = await RulesBed.CreateAsync();

        Assert.Equal([expected], await bed.WarningsAsync($"{{apiVersion: v1, kind: Pod, metadata: {{name: p}}, spec: {{containers: [{{name: c, image: i, {container}}}]}}}}"));
    }

    [Theory]
    [InlineData("$(A):2")]
    [InlineData("x$(A)")]
    public async Task Variables_that_extend_themselves_are_fine(string value)
    {
        var bed = await RulesBed.CreateAsync();

        Assert.Empty(await bed.WarningsAsync($"{{apiVersion: v1, kind: Pod, metadata: {{name: p}}, spec: {{containers: [{{name: c, image: i, env: [{{name: A, value: '1'}}, {{name: A, value: '{value}'}}]}}]}}}}"));
    }

    [Theory]
    [InlineData("nodeSelector: {beta.kubernetes.io/os: linux}", "spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use \"kubernetes.io/os\" instead")]
    [InlineData("topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule}]", "spec.topologySpreadConstraints[0].labelSelector: a null labelSelector results in matching no pod")]
    [InlineData("affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone}]}}", "spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector: a null labelSelector results in matching no pod")]
    [InlineData("hostAliases: [{ip: 1.2.3.4}, {ip: 1.2.3.4}]", "spec.hostAliases[1].ip: duplicate ip \"1.2.3.4\"")]
    [InlineData("imagePullSecrets: [{name: a}, {name: a}]", "spec.imagePullSecrets[1].name: duplicate name \"a\"")]
    [InlineData("terminationGracePeriodSeconds: -1", "spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1")]
    [InlineData("volumes: [{name: v, configMap: {name: m, items: [{key: a, path: p}, {key: b, path: p/q}]}}]", "volume \"v\" (ConfigMap \"m\"): overlapping paths: \"p/q\" with \"p\"")]
    [InlineData("hostAliases: [{ip: '2001:DB8::1'}]", "spec.hostAliases[0].ip: IPv6 address \"2001:DB8::1\" should be in RFC 5952 canonical format (\"2001:db8::1\")")]
    public async Task Pods_are_warned_of_what_has_no_effect(string field, string expected)
    {
        var bed = await RulesBed.CreateAsync();

        Assert.Equal([expected], await bed.WarningsAsync($"{{apiVersion: v1, kind: Pod, metadata: {{name: p}}, spec: {{{field}, containers: [{{name: c, image: i}}]}}}}"));
    }
}
