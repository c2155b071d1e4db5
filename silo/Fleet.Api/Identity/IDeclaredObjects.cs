using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Api.Identity;

/// <summary>The declared objects of the fleet as this process knows them now, in memory: who may do what is decided on every request.</summary>
public interface IDeclaredObjects
{
    /// <summary>All objects of a resource.</summary>
    IReadOnlyList<Document> List(GroupResource resource);

    /// <summary>Waits until everything committed before the call is known: before the first answer after a start.</summary>
    ValueTask ReadyAsync(CancellationToken cancellationToken);
}
