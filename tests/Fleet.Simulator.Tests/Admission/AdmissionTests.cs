using Fleet.Simulator.Tests.Kinds.Rules;

namespace Fleet.Simulator.Tests.Admission;

public sealed class AdmissionTests
{
    private const string Pod = "{{apiVersion: v1, kind: Pod, metadata: {{name: {0}}}, spec: {{{1}containers: [{{name: c, image: i, resources: {2}}}]}}}}";

    [Fact]
    public async Task Limit_ranges_fill_in_and_refuse()
    {
        var bed = await RulesBed.CreateAsync();
        await bed.CreateAsync("{apiVersion: v1, kind: LimitRange, metadata: {name: l}, spec: {limits: [{type: Container, default: {cpu: 500m}, defaultRequest: {cpu: 100m}, max: {cpu: 1}}]}}");

        var pod = await bed.CreateAsync(string.Format(null, Pod, "p", "", "{}"));

        Assert.Equal("""{"requests":{"cpu":"100m"},"limits":{"cpu":"500m"}}""", pod["spec"u8]["containers"u8][0]["resources"u8].ToString());
        Assert.Equal("LimitRanger plugin set: cpu request for container c; cpu limit for container c", pod["metadata"u8]["annotations"u8]["kubernetes.io/limit-ranger"].AsString());
        Assert.Equal("pods \"q\" is forbidden: maximum cpu usage per Container is 1, but limit is 2", await bed.RefusalAsync(string.Format(null, Pod, "q", "", "{limits: {cpu: 2}}")));
    }

    [Fact]
    public async Task Priority_classes_give_pods_a_number()
    {
        var bed = await RulesBed.CreateAsync();
        await bed.CreateAsync("{apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: high}, value: 1000, preemptionPolicy: Never}");

        var pod = await bed.CreateAsync(string.Format(null, Pod, "p", "priorityClassName: high, ", "{}"));

        Assert.Equal(1000, pod["spec"u8]["priority"u8].AsInt64());
        Assert.Equal("Never", pod["spec"u8]["preemptionPolicy"u8].AsString());
        Assert.Equal("pods \"q\" is forbidden: no PriorityClass with name none was found", await bed.RefusalAsync(string.Format(null, Pod, "q", "priorityClassName: none, ", "{}")));
    }

    [Fact]
    public async Task Pods_tolerate_unready_nodes_for_five_minutes()
    {
        var bed = await RulesBed.CreateAsync();

        var pod = await bed.CreateAsync(string.Format(null, Pod, "p", "", "{}"));

        Assert.Equal(
            ["node.kubernetes.io/not-ready:300", "node.kubernetes.io/unreachable:300"],
            pod["spec"u8]["tolerations"u8].Items.ToList().ConvertAll(toleration => $"{toleration["key"u8].AsString()}:{toleration["tolerationSeconds"u8].AsInt64()}"));
    }

    [Fact]
    public async Task Pods_need_their_service_account()
    {
        var bed = await RulesBed.CreateAsync();

        Assert.Equal(
            "pods \"p\" is forbidden: error looking up service account shop/none: serviceaccount \"none\" not found",
            await bed.RefusalAsync(string.Format(null, Pod, "p", "serviceAccountName: none, ", "{}")));
    }

    [Fact]
    public async Task Claims_get_the_default_class()
    {
        var bed = await RulesBed.CreateAsync();
        await bed.CreateAsync("{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: fast, annotations: {storageclass.kubernetes.io/is-default-class: 'true'}}, provisioner: p}");

        var claim = await bed.CreateAsync("{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: c}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}");

        Assert.Equal("fast", claim["spec"u8]["storageClassName"u8].AsString());
        Assert.Equal("""["kubernetes.io/pvc-protection"]""", claim["metadata"u8]["finalizers"u8].ToString());
    }
}
