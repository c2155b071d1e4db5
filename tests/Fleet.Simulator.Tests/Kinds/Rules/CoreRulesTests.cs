namespace Fleet.Simulator.Tests.Kinds.Rules;

public sealed class CoreRulesTests
{
    [Theory]
    [InlineData("kubernetes.io/tls", "Secret \"s\" is invalid: [data[tls.crt]: Required value, data[tls.key]: Required value]")]
    [InlineData("kubernetes.io/ssh-auth", "Secret \"s\" is invalid: data[ssh-privatekey]: Required value")]
    [InlineData("kubernetes.io/basic-auth", "Secret \"s\" is invalid: [data[username]: Required value, data[password]: Required value]")]
    [InlineData("kubernetes.io/service-account-token", "Secret \"s\" is invalid: metadata.annotations[kubernetes.io/service-account.name]: Required value")]
    public async Task Secret_types_require_their_keys(string type, string expected)
    {
        var bed = await RulesBed.CreateAsync();

        Assert.Equal(expected, await bed.RefusalAsync($"{{apiVersion: v1, kind: Secret, metadata: {{name: s}}, type: {type}, data: {{x: eA==}}}}"));
    }

    [Fact]
    public async Task Immutable_secret_keeps_its_data()
    {
        var bed = await RulesBed.CreateAsync();
        await bed.CreateAsync("{apiVersion: v1, kind: Secret, metadata: {name: s}, immutable: true, data: {x: eA==}}");

        Assert.Equal(
            "Secret \"s\" is invalid: [immutable: Forbidden: field is immutable when `immutable` is set, data: Forbidden: field is immutable when `immutable` is set]",
            await bed.UpdateRefusalAsync("{apiVersion: v1, kind: Secret, metadata: {name: s}, data: {x: eQ==}}"));
    }

    [Theory]
    [InlineData("x", "b", "tls: failed to find any PEM data in certificate input")]
    [InlineData("-----BEGIN PRIVATE KEY-----\\nAA==\\n-----END PRIVATE KEY-----\\n", "b", "tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched")]
    [InlineData("-----BEGIN CERTIFICATE-----\\nAA==\\n-----END CERTIFICATE-----\\n", "b", "tls: failed to find any PEM data in key input")]
    public async Task Tls_secret_that_is_no_pair_is_warned_of(string certificate, string key, string expected)
    {
        var bed = await RulesBed.CreateAsync();

        Assert.Equal(
            [expected],
            await bed.WarningsAsync($"{{apiVersion: v1, kind: Secret, metadata: {{name: s}}, type: kubernetes.io/tls, stringData: {{tls.crt: \"{certificate}\", tls.key: {key}}}}}"));
    }

    [Theory]
    [InlineData("0.0.0.0", "may not be unspecified (0.0.0.0)")]
    [InlineData("127.0.0.1", "may not be in the loopback range (127.0.0.0/8, ::1/128)")]
    [InlineData("169.254.0.1", "may not be in the link-local range (169.254.0.0/16, fe80::/10)")]
    [InlineData("224.0.0.1", "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)")]
    [InlineData("010.0.0.1", "must not have leading 0s")]
    [InlineData("nowhere", "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")]
    public async Task Endpoints_addresses_can_be_reached(string address, string problem)
    {
        var bed = await RulesBed.CreateAsync();

        Assert.Equal(
            $"Endpoints \"e\" is invalid: subsets[0].addresses[0].ip: Invalid value: \"{address}\": {problem}",
            await bed.RefusalAsync($"{{apiVersion: v1, kind: Endpoints, metadata: {{name: e}}, subsets: [{{addresses: [{{ip: {address}}}], ports: [{{port: 80}}]}}]}}"));
    }

    [Fact]
    public async Task Services_get_an_address_of_their_own()
    {
        var bed = await RulesBed.CreateAsync();
        const string Service = "{{apiVersion: v1, kind: Service, metadata: {{name: {0}}}, spec: {{ports: [{{port: 80}}]}}}}";

        var first = await bed.CreateAsync(string.Format(null, Service, "a"));
        var second = await bed.CreateAsync(string.Format(null, Service, "b"));

        Assert.StartsWith("10.96.", first["spec"u8]["clusterIP"u8].AsString());
        Assert.NotEqual(first["spec"u8]["clusterIP"u8].AsString(), second["spec"u8]["clusterIP"u8].AsString());
        Assert.Equal(
            $"Service \"c\" is invalid: spec.clusterIPs: Invalid value: [\"{first["spec"u8]["clusterIP"u8].AsString()}\"]: failed to allocate IP {first["spec"u8]["clusterIP"u8].AsString()}: provided IP is already allocated",
            await bed.RefusalAsync($"{{apiVersion: v1, kind: Service, metadata: {{name: c}}, spec: {{clusterIP: {first["spec"u8]["clusterIP"u8].AsString()}, ports: [{{port: 80}}]}}}}"));
    }

    [Fact]
    public async Task Headless_services_ignore_some_fields()
    {
        var bed = await RulesBed.CreateAsync();

        Assert.Equal(
            ["spec.externalIPs is ignored for headless services", "spec.SessionAffinity is ignored for headless services", "spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\""],
            await bed.WarningsAsync(
                "{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {clusterIP: None, sessionAffinity: ClientIP, externalIPs: [1.2.3.4], trafficDistribution: PreferClose, ports: [{port: 80}]}}"));
    }

    [Fact]
    public async Task Claims_and_volumes_are_warned_of_old_annotations()
    {
        var bed = await RulesBed.CreateAsync();

        Assert.Equal(
            ["metadata.annotations[volume.beta.kubernetes.io/storage-class]: deprecated since v1.8; use \"storageClassName\" attribute instead", "spec.resources.requests[storage]: fractional byte value \"100m\" is invalid, must be an integer"],
            await bed.WarningsAsync(
                "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: c, annotations: {volume.beta.kubernetes.io/storage-class: x}}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 100m}}}}"));
        Assert.Equal(
            ["spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning."],
            await bed.WarningsAsync(
                "{apiVersion: v1, kind: PersistentVolume, metadata: {name: v}, spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], persistentVolumeReclaimPolicy: Recycle, hostPath: {path: /x}}}"));
    }

    [Fact]
    public async Task Finalizers_without_a_domain_are_those_of_kubernetes()
    {
        var bed = await RulesBed.CreateAsync();

        Assert.Equal(
            "ConfigMap \"m\" is invalid: metadata.finalizers[1]: Invalid value: \"mine\": name is neither a standard finalizer name nor is it fully qualified",
            await bed.RefusalAsync("{apiVersion: v1, kind: ConfigMap, metadata: {name: m, finalizers: [orphan, mine, a.b/c]}}"));
    }

    [Fact]
    public async Task Empty_rules_are_owned_but_stored_as_null()
    {
        var bed = await RulesBed.CreateAsync();

        var role = await bed.CreateAsync("{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: r}, rules: []}");

        Assert.Equal("null", role["rules"u8].ToString());
        Assert.Equal("""{"f:rules":{}}""", role["metadata"u8]["managedFields"u8][0]["fieldsV1"u8].ToString());
    }
}
