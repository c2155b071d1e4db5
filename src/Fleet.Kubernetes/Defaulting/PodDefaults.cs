using Fleet.Kubernetes.Documents;
using static Fleet.Kubernetes.Defaulting.DefaultRules;

namespace Fleet.Kubernetes.Defaulting;

/// <summary>Pods, pod templates and containers (pkg/apis/core/v1/defaults.go, conversion.go).</summary>
internal static class PodDefaults
{
    public static IEnumerable<KeyValuePair<string, Action<DocumentNode>>> Rules { get; } =
    [
        For("core.v1.Pod", Pod),
        For("core.v1.PodSpec", PodSpec),
        For("core.v1.Container", Container),
        For("core.v1.EphemeralContainer", Container),
        For("core.v1.Probe", Probe),
        For("core.v1.HTTPGetAction", HttpGet),
        For("core.v1.GRPCAction", grpc => grpc.Pointer("service", "")),
        For("core.v1.ObjectFieldSelector", selector => selector.Text("apiVersion", "v1")),
    ];

    /// <summary>Only for pods themselves, so that templates do not change when a default is added.</summary>
    private static void Pod(DocumentNode pod)
    {
        var spec = pod.Struct("spec");
        foreach (var container in spec.Objects("containers").Concat(spec.Objects("initContainers")))
        {
            if (container["resources"]?["limits"] is { IsObject: true, Count: > 0 } limits)
            {
                container["resources"]!.GetOrAddObject("requests").Complete(limits);
            }
        }

        PodResourceDefaults.Apply(spec);
        spec.Pointer("enableServiceLinks", true);
        if (spec["hostNetwork"]?.AsBoolean() == true)
        {
            UseHostPorts(spec);
        }
    }

    private static void PodSpec(DocumentNode spec)
    {
        spec.Text("dnsPolicy", "ClusterFirst");
        spec.Text("restartPolicy", "Always");
        spec.Pointer("securityContext", DocumentNode.Object());
        spec.Pointer("terminationGracePeriodSeconds", 30);
        spec.Text("schedulerName", "default-scheduler");

        // Both names of the field are written; the new one wins.
        if (spec.TextOf("serviceAccountName") is { Length: > 0 } name)
        {
            spec["serviceAccount"] = name;
        }
        else if (spec.TextOf("serviceAccount") is { Length: > 0 } old)
        {
            spec["serviceAccountName"] = old;
        }
    }

    private static void Container(DocumentNode container)
    {
        container.Text("imagePullPolicy", ImageReference.IsLatest(container.TextOf("image")) ? "Always" : "IfNotPresent");
        container.Text("terminationMessagePath", "/dev/termination-log");
        container.Text("terminationMessagePolicy", "File");
    }

    private static void Probe(DocumentNode probe)
    {
        probe.Integer("timeoutSeconds", 1);
        probe.Integer("periodSeconds", 10);
        probe.Integer("successThreshold", 1);
        probe.Integer("failureThreshold", 3);
    }

    private static void HttpGet(DocumentNode action)
    {
        action.Text("path", "/");
        action.Text("scheme", "HTTP");
    }

    private static void UseHostPorts(DocumentNode spec)
    {
        foreach (var container in spec.Objects("containers").Concat(spec.Objects("initContainers")))
        {
            foreach (var port in container.Objects("ports"))
            {
                port.Integer("hostPort", port["containerPort"]?.AsInt64() ?? 0);
            }
        }
    }
}
