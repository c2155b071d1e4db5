using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Authorization;

/// <summary>The objects of one resource that one user sees. Immutable; called for every object of a list.</summary>
public interface IVisibleObjects
{
    /// <param name="value">The object in its storage version.</param>
    bool Includes(DocumentValue value);
}
