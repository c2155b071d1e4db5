using Fleet.Kubernetes.Documents;
using static Fleet.Kubernetes.Defaulting.DefaultRules;

namespace Fleet.Kubernetes.Defaulting;

/// <summary>The group <c>apps</c> (pkg/apis/apps/v1/defaults.go, conversion.go).</summary>
internal static class WorkloadDefaults
{
    private const string RollingUpdate = "RollingUpdate";

    public static IEnumerable<KeyValuePair<string, Action<DocumentNode>>> Rules { get; } =
    [
        For("apps.v1.Deployment", Deployment),
        For("apps.v1.ReplicaSet", target => target.Struct("spec").Pointer("replicas", 1)),
        For("apps.v1.DaemonSet", DaemonSet),
        For("apps.v1.StatefulSet", StatefulSet),
    ];

    private static void Deployment(DocumentNode target)
    {
        var spec = target.Struct("spec");
        spec.Pointer("replicas", 1);
        if (RollingUpdateOf(spec, "strategy") is { } rollingUpdate)
        {
            rollingUpdate.Pointer("maxUnavailable", "25%");
            rollingUpdate.Pointer("maxSurge", "25%");
        }

        spec.Pointer("revisionHistoryLimit", 10);
        spec.Pointer("progressDeadlineSeconds", 600);
    }

    private static void DaemonSet(DocumentNode target)
    {
        var spec = target.Struct("spec");
        if (RollingUpdateOf(spec, "updateStrategy") is { } rollingUpdate)
        {
            rollingUpdate.Pointer("maxUnavailable", 1);
            rollingUpdate.Pointer("maxSurge", 0);
        }

        spec.Pointer("revisionHistoryLimit", 10);
    }

    private static void StatefulSet(DocumentNode target)
    {
        var spec = target.Struct("spec");
        spec.Text("podManagementPolicy", "OrderedReady");
        var strategy = spec.Struct("updateStrategy");
        if (strategy.TextOf("type").Length == 0)
        {
            strategy["type"] = RollingUpdate;
            strategy.Pointer("rollingUpdate", DocumentNode.Object());
        }

        if (strategy.TextOf("type") == RollingUpdate && strategy["rollingUpdate"] is { IsObject: true } rollingUpdate)
        {
            rollingUpdate.Pointer("partition", 0);
        }

        var retention = spec.Struct("persistentVolumeClaimRetentionPolicy");
        retention.Text("whenDeleted", "Retain");
        retention.Text("whenScaled", "Retain");
        spec.Pointer("replicas", 1);
        spec.Pointer("revisionHistoryLimit", 10);
        foreach (var claim in spec.Objects("volumeClaimTemplates"))
        {
            claim.Text("apiVersion", "v1");
            claim.Text("kind", "PersistentVolumeClaim");
        }
    }

    private static DocumentNode? RollingUpdateOf(DocumentNode spec, string strategyName)
    {
        var strategy = spec.Struct(strategyName);
        strategy.Text("type", RollingUpdate);
        return strategy.TextOf("type") == RollingUpdate ? strategy.Struct("rollingUpdate") : null;
    }
}
