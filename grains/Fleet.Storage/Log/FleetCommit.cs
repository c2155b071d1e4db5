using Fleet.Kubernetes.Documents;

namespace Fleet.Storage.Log;

/// <summary>What is written together: changes of records, the events they mean, and who is to be held to account.</summary>
public sealed record FleetCommit
{
    public IReadOnlyList<Mutation> Mutations { get; init; } = [];

    /// <summary>CloudEvents (structured JSON) without <c>id</c>: it is the position, written in when read.</summary>
    public IReadOnlyList<Document> Events { get; init; } = [];

    /// <summary>Audit entries.</summary>
    public IReadOnlyList<Document> Audit { get; init; } = [];

    /// <summary>Under which ownership it is written; null for writers that compare versions instead.</summary>
    public Fence? Fence { get; init; }
}
