using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Kinds.Printers;

namespace Fleet.Simulator.Tests.Kinds;

/// <summary>Rows of the built-in tables; <c>metadata</c> is added to every object.</summary>
public class TableCellTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 5, 30, TimeSpan.Zero);

    [Theory]
    [InlineData("services", """{"spec":{"type":"NodePort","clusterIPs":["10.0.0.5"],"ports":[{"port":80,"nodePort":30080,"protocol":"TCP"},{"port":53,"protocol":"UDP"}],"selector":{"b":"2","a":"1"}}}""", "x|NodePort|10.0.0.5|<none>|80:30080/TCP,53/UDP|5m30s|a=1,b=2")]
    [InlineData("services", """{"spec":{"type":"LoadBalancer","clusterIP":"10.0.0.6"},"status":{"loadBalancer":{}}}""", "x|LoadBalancer|10.0.0.6|<pending>|<none>|5m30s|<none>")]
    [InlineData("services", """{"spec":{"type":"LoadBalancer","externalIPs":["1.2.3.4"]},"status":{"loadBalancer":{"ingress":[{"hostname":"lb.example.com"},{"ip":"5.6.7.8"}]}}}""", "x|LoadBalancer|<none>|5.6.7.8,lb.example.com,1.2.3.4|<none>|5m30s|<none>")]
    [InlineData("jobs.batch", """{"spec":{"completions":3},"status":{"succeeded":3,"startTime":"2026-01-01T00:00:00Z","completionTime":"2026-01-01T00:02:10Z","conditions":[{"type":"Complete","status":"True"}]}}""", "x|Complete|3/3|2m10s|5m30s|||<none>")]
    [InlineData("jobs.batch", """{"spec":{"parallelism":2,"suspend":true},"status":{"conditions":[{"type":"Suspended","status":"True"}]}}""", "x|Suspended|0/1 of 2||5m30s|||<none>")]
    [InlineData("cronjobs.batch", """{"spec":{"schedule":"* * * * *","suspend":false},"status":{"active":[{}],"lastScheduleTime":"2026-01-01T00:05:00Z"}}""", "x|* * * * *|<none>|False|1|30s|5m30s|||<none>")]
    [InlineData("statefulsets.apps", """{"spec":{"replicas":3,"template":{"spec":{"containers":[{"name":"a","image":"i"},{"name":"b","image":"j"}]}}},"status":{"readyReplicas":2}}""", "x|2/3|5m30s|a,b|i,j")]
    [InlineData("ingresses.networking.k8s.io", """{"spec":{"ingressClassName":"nginx","tls":[{}],"rules":[{"host":"a"},{"host":"b"},{"host":"c"},{"host":"d"}]}}""", "x|nginx|a,b,c + 1 more...||80, 443|5m30s")]
    [InlineData("persistentvolumeclaims", """{"spec":{"volumeName":"pv1","storageClassName":"fast","volumeMode":"Filesystem"},"status":{"phase":"Bound","capacity":{"storage":"1Gi"},"accessModes":["ReadWriteOnce","ReadOnlyMany"]}}""", "x|Bound|pv1|1Gi|RWO,ROX|fast|<unset>|5m30s|Filesystem")]
    [InlineData("horizontalpodautoscalers.autoscaling", """{"spec":{"scaleTargetRef":{"kind":"Deployment","name":"web"},"minReplicas":1,"maxReplicas":5,"metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"averageUtilization":50}}}]},"status":{"currentReplicas":2,"currentMetrics":[{"type":"Resource","resource":{"name":"cpu","current":{"averageUtilization":20}}}]}}""", "x|Deployment/web|cpu: 20%/50%|1|5|2|5m30s")]
    [InlineData("horizontalpodautoscalers.autoscaling", """{"spec":{"scaleTargetRef":{"kind":"Deployment","name":"web"},"maxReplicas":5,"targetCPUUtilizationPercentage":80}}""", "x|Deployment/web|cpu: <unknown>/80%|<unset>|5|0|5m30s")]
    [InlineData("events", """{"type":"Warning","reason":"BackOff","involvedObject":{"kind":"Pod","name":"p","fieldPath":"spec.containers{c}"},"source":{"component":"kubelet","host":"n1"},"message":" m ","firstTimestamp":"2026-01-01T00:00:00Z","lastTimestamp":"2026-01-01T00:05:20Z","count":7}""", "10s|Warning|BackOff|pod/p|spec.containers{c}|kubelet, n1|m|5m30s|7|x")]
    [InlineData("endpoints", """{"subsets":[{"addresses":[{"ip":"10.0.0.1"},{"ip":"10.0.0.2"}],"ports":[{"port":80},{"port":443}]}]}""", "x|10.0.0.1:80,10.0.0.2:80,10.0.0.1:443 + 1 more...|5m30s")]
    [InlineData("endpointslices.discovery.k8s.io", """{"addressType":"IPv4","ports":[{"port":80}],"endpoints":[{"addresses":["10.0.0.1"]}]}""", "x|IPv4|80|10.0.0.1|5m30s")]
    [InlineData("nodes", """{"spec":{"unschedulable":true},"status":{"conditions":[{"type":"Ready","status":"False"}]}}""", "x|NotReady,SchedulingDisabled|<none>|5m30s||<none>|<none>|<unknown>|<unknown>|<unknown>")]
    [InlineData("resourcequotas", """{"status":{"hard":{"pods":"5","limits.cpu":"2"},"used":{"pods":"1"}}}""", "x|pods: 1/5|limits.cpu: 0/2|5m30s")]
    [InlineData("rolebindings.rbac.authorization.k8s.io", """{"roleRef":{"kind":"Role","name":"r"},"subjects":[{"kind":"User","name":"u"},{"kind":"ServiceAccount","namespace":"n","name":"s"}]}""", "x|Role/r|5m30s|u||n/s")]
    [InlineData("poddisruptionbudgets.policy", """{"spec":{"minAvailable":"50%"},"status":{"disruptionsAllowed":1}}""", "x|50%|N/A|1|5m30s")]
    [InlineData("networkpolicies.networking.k8s.io", """{"spec":{"podSelector":{"matchExpressions":[{"key":"tier","operator":"In","values":["b","a"]},{"key":"old","operator":"DoesNotExist"}]}}}""", "x|!old,tier in (a,b)|5m30s")]
    [InlineData("roles.rbac.authorization.k8s.io", "{}", "x|2026-01-01T00:00:00Z")]
    public void Row_of_an_object_says_what_kubectl_shows(string resource, string value, string expected)
    {
        var dot = resource.IndexOf('.');
        var key = dot < 0 ? new GroupResource("", resource) : new GroupResource(resource[(dot + 1)..], resource[..dot]);
        var node = Document.Parse(value).Root.ToNode();
        node["metadata"] = Document.Parse("""{"name":"x","creationTimestamp":"2026-01-01T00:00:00Z"}""");
        using var builder = new DocumentBuilder();
        builder.StartArray();
        BuiltInPrinters.Find(key).WriteCells(builder, node.ToValue(), Now);
        builder.EndArray();
        Assert.Equal(expected, string.Join('|', builder.Build().Root.Items.ToList().Select(cell => cell.AsString(cell.ToString()))));
    }
}
