using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Controllers.Deployments;

/// <summary>The fields of a Deployment its controller works with.</summary>
internal sealed record DeploymentView(Document Object)
{
    public string Name => Object.Name();

    public string Namespace => Object.Namespace();

    public string Uid => Object.Uid();

    public int Replicas => (int)(Object["spec"u8]["replicas"u8].AsInt64() ?? 1);

    public bool IsPaused => Object["spec"u8]["paused"u8].AsBoolean() == true;

    public int MinReadySeconds => (int)(Object["spec"u8]["minReadySeconds"u8].AsInt64() ?? 0);

    public DocumentValue Template => Object["spec"u8]["template"u8];

    public DocumentValue Selector => Object["spec"u8]["selector"u8];

    public bool IsRecreate => Object["spec"u8]["strategy"u8]["type"u8].AsString() == "Recreate";

    public RolloutBudget Budget => RolloutBudget.Of(Object["spec"u8]["strategy"u8], Replicas);

    /// <summary>Most pods a rollout may have at one time.</summary>
    public int MaxReplicas => Replicas + Budget.MaxSurge;

    public int MinAvailable => Replicas - Budget.MaxUnavailable;

    public long CollisionCount => Status("collisionCount"u8);

    /// <summary>Null without a deadline: absent, or the largest 32-bit number, which means none.</summary>
    public TimeSpan? ProgressDeadline => Object["spec"u8]["progressDeadlineSeconds"u8].AsInt64() is { } seconds and not int.MaxValue ? TimeSpan.FromSeconds(seconds) : null;

    public int? RevisionHistoryLimit => Object["spec"u8]["revisionHistoryLimit"u8].AsInt64() is { } limit and not int.MaxValue ? (int)limit : null;

    public long StatusReplicas => Status("replicas"u8);

    public long StatusUpdated => Status("updatedReplicas"u8);

    public long StatusReady => Status("readyReplicas"u8);

    public long StatusAvailable => Status("availableReplicas"u8);

    private long Status(ReadOnlySpan<byte> field) => Object["status"u8][field].AsInt64() ?? 0;
}
