using System.Globalization;
using Fleet.Kubernetes.Documents;
using Fleet.Simulator.Controllers.ReplicaSets;

namespace Fleet.Simulator.Controllers.Deployments;

/// <summary>
/// The annotations a Deployment keeps on its ReplicaSets: revision, revision history, and the sizes it last asked for. After
/// <c>deployment_util.go</c> of kube-controller-manager.
/// </summary>
internal static class DeploymentAnnotations
{
    public const string Revision = "deployment.kubernetes.io/revision";
    public const string RevisionHistory = "deployment.kubernetes.io/revision-history";
    public const string DesiredReplicas = "deployment.kubernetes.io/desired-replicas";
    public const string MaxReplicas = "deployment.kubernetes.io/max-replicas";

    private const int RevisionHistoryLength = 2000;

    private static readonly string[] NotCopied =
    [
        "kubectl.kubernetes.io/last-applied-configuration", Revision, RevisionHistory, DesiredReplicas, MaxReplicas,
        "deprecated.deployment.rollback.to",
    ];

    public static long RevisionOf(ReplicaSetView replicaSet) => replicaSet.NumberAnnotation(Revision) ?? 0;

    /// <summary>Writes the sizes; says whether anything changed.</summary>
    public static bool SetSizes(DocumentNode replicaSet, DeploymentView deployment)
    {
        var annotations = Annotations(replicaSet);
        var desired = deployment.Replicas.ToString(CultureInfo.InvariantCulture);
        var most = deployment.MaxReplicas.ToString(CultureInfo.InvariantCulture);
        var changed = annotations[DesiredReplicas]?.AsString() != desired || annotations[MaxReplicas]?.AsString() != most;
        annotations[DesiredReplicas] = desired;
        annotations[MaxReplicas] = most;
        return changed;
    }

    /// <summary>Brings the annotations of the new ReplicaSet up to date; says whether anything changed.</summary>
    public static bool SetForNew(DocumentNode replicaSet, DeploymentView deployment, long revision, bool exists)
    {
        var changed = CopyFromDeployment(replicaSet, deployment);
        var annotations = Annotations(replicaSet);
        var oldText = annotations[Revision]?.AsString();
        var old = long.TryParse(oldText, CultureInfo.InvariantCulture, out var number) ? number : 0;
        if (old < revision)
        {
            annotations[Revision] = revision.ToString(CultureInfo.InvariantCulture);
            if (oldText is not null)
            {
                annotations[RevisionHistory] = AppendHistory(annotations[RevisionHistory]?.AsString(), oldText);
            }

            changed = true;
        }

        return (!exists && SetSizes(replicaSet, deployment)) || changed;
    }

    private static bool CopyFromDeployment(DocumentNode replicaSet, DeploymentView deployment)
    {
        var changed = false;
        foreach (var (name, value) in deployment.Object["metadata"u8]["annotations"u8].Members)
        {
            if (NotCopied.Contains(name) || Annotations(replicaSet)[name]?.AsString() == value.AsString())
            {
                continue;
            }

            Annotations(replicaSet)[name] = value;
            changed = true;
        }

        return changed;
    }

    private static string AppendHistory(string? history, string revision)
    {
        if (string.IsNullOrEmpty(history))
        {
            return revision;
        }

        var revisions = history.Split(',').ToList();
        var length = history.Length + 1 + revision.Length;
        while (length > RevisionHistoryLength && revisions.Count > 0)
        {
            length -= revisions[0].Length + 1;
            revisions.RemoveAt(0);
        }

        revisions.Add(revision);
        return string.Join(',', revisions);
    }

    private static DocumentNode Annotations(DocumentNode replicaSet) => replicaSet.GetOrAddObject("metadata").GetOrAddObject("annotations");
}
