using System.Collections.Frozen;
using Fleet.Kubernetes.Api.Tables;
using Fleet.Kubernetes.Resources;

namespace Fleet.Simulator.Kinds.Printers;

/// <summary>The tables of the built-in kinds; kinds without one show name and creation time.</summary>
internal static class BuiltInPrinters
{
    private const string EventsGroup = "events.k8s.io";

    private static readonly FrozenDictionary<string, KindPrinter> Printers = Code().Concat(FieldPrinters.All())
        .ToFrozenDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);

    public static ITableConverter Find(GroupResource resource) =>
        Printers.GetValueOrDefault(resource.Group == EventsGroup ? resource.Resource : resource.ToString()) ?? (ITableConverter)DefaultTableConverter.Instance;

    private static IEnumerable<KeyValuePair<string, KindPrinter>> Code() =>
    [
        new("pods", new PodPrinter()),
        new("deployments.apps", new DeploymentPrinter()),
        new("statefulsets.apps", new StatefulSetPrinter()),
        new("replicasets.apps", new ReplicaSetPrinter("replicasets.apps")),
        new("replicationcontrollers", new ReplicaSetPrinter("replicationcontrollers")),
        new("daemonsets.apps", new DaemonSetPrinter()),
        new("jobs.batch", new JobPrinter()),
        new("cronjobs.batch", new CronJobPrinter()),
        new("services", new ServicePrinter()),
        new("nodes", new NodePrinter()),
        new("ingresses.networking.k8s.io", new IngressPrinter()),
        new("endpoints", new EndpointsPrinter()),
        new("endpointslices.discovery.k8s.io", new EndpointSlicePrinter()),
        new("persistentvolumes", new PersistentVolumePrinter()),
        new("persistentvolumeclaims", new PersistentVolumeClaimPrinter()),
        new("horizontalpodautoscalers.autoscaling", new HorizontalPodAutoscalerPrinter()),
        new("events", new EventPrinter()),
        new("rolebindings.rbac.authorization.k8s.io", new RoleBindingPrinter("rolebindings.rbac.authorization.k8s.io")),
        new("clusterrolebindings.rbac.authorization.k8s.io", new RoleBindingPrinter("clusterrolebindings.rbac.authorization.k8s.io")),
        new("certificatesigningrequests.certificates.k8s.io", new CertificateSigningRequestPrinter()),
        new("resourcequotas", new ResourceQuotaPrinter()),
    ];
}
