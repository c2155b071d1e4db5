using System.Globalization;
using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Controllers.ReplicaSets;

/// <summary>The fields of a ReplicaSet its controllers work with.</summary>
internal sealed record ReplicaSetView(Document Object)
{
    public string Name => Object.Name();

    public string Uid => Object.Uid();

    public int Replicas => (int)(Object["spec"u8]["replicas"u8].AsInt64() ?? 1);

    public int MinReadySeconds => (int)(Object["spec"u8]["minReadySeconds"u8].AsInt64() ?? 0);

    public DocumentValue Template => Object["spec"u8]["template"u8];

    public DocumentValue Selector => Object["spec"u8]["selector"u8];

    public int CurrentReplicas => Status("replicas"u8);

    public int ReadyReplicas => Status("readyReplicas"u8);

    public int AvailableReplicas => Status("availableReplicas"u8);

    public int? TerminatingReplicas => (int?)Object["status"u8]["terminatingReplicas"u8].AsInt64();

    public bool IsObserved => (Object["status"u8]["observedGeneration"u8].AsInt64() ?? 0) >= Object.Generation();

    /// <summary>An annotation with a decimal number; null when it is absent or not one.</summary>
    public long? NumberAnnotation(string name) =>
        long.TryParse(Object.Annotation(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Oldest first, names decide between equals.</summary>
    public static int CompareByAge(ReplicaSetView a, ReplicaSetView b)
    {
        var order = string.CompareOrdinal(a.Object.CreationTimestamp(), b.Object.CreationTimestamp());
        return order != 0 ? order : string.CompareOrdinal(a.Name, b.Name);
    }

    private int Status(ReadOnlySpan<byte> field) => (int)(Object["status"u8][field].AsInt64() ?? 0);
}
