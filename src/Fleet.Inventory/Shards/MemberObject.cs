using Fleet.Kubernetes.Documents;

namespace Fleet.Inventory.Shards;

/// <summary>An object of the member cluster as last seen.</summary>
internal sealed class MemberObject(Guid uid, MemberKind kind, Document document)
{
    public Guid Uid { get; } = uid;

    public MemberKind Kind { get; } = kind;

    public Document Document { get; set; } = document;

    /// <summary>What it belongs to.</summary>
    public ShardEntry Entry { get; set; } = null!;

    /// <summary>Its place among the entry's objects, or events.</summary>
    public int Index { get; set; }
}
