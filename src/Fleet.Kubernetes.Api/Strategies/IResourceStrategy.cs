using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Strategies;

/// <summary>
/// The rules of a kind (upstream <c>rest.RESTCreateUpdateStrategy</c>). Stateless and shared between clusters. The service handles everything
/// common: metadata, names, managedFields, resourceVersion, finalizers. Derive from <see cref="GenericStrategy"/>.
/// </summary>
/// <remarks>
/// Order of a create: decode (unknown fields pruned) → <see cref="Normalize"/> → <see cref="Default"/> → mutating admission → <see cref="Default"/> again (where a plugin took part)
/// → <see cref="PrepareForCreate"/> → <see cref="ValidateCreate"/> → validating admission → store. An update: the same with the update methods.
/// </remarks>
public interface IResourceStrategy
{
    /// <summary>PUT and apply-less updates of a missing object create it.</summary>
    bool AllowCreateOnUpdate { get; }

    /// <summary>An update may leave out <c>metadata.resourceVersion</c>.</summary>
    bool AllowUnconditionalUpdate { get; }

    /// <summary>What a delete does with dependents when the request does not say.</summary>
    PropagationPolicy DefaultPropagation { get; }

    /// <summary>The delete answers with the object itself, not with a <c>Status</c> (pods, services, PVCs…).</summary>
    bool ReturnsDeletedObject { get; }

    /// <summary>Brings the object into the form a typed decoder gives: nulls and empty optional values dropped, numbers in range.</summary>
    void Normalize(DocumentNode value);

    /// <summary>Fills in defaults; must be idempotent.</summary>
    void Default(DocumentNode value);

    /// <summary>Resets what the client may not set (status), fills in what the kind generates.</summary>
    void PrepareForCreate(StrategyContext context, DocumentNode value);

    /// <summary>Keeps what this endpoint may not change (<see cref="StrategyContext.Subresource"/>), raises <c>metadata.generation</c>.</summary>
    void PrepareForUpdate(StrategyContext context, DocumentNode value, DocumentValue old);

    /// <summary>Why <c>metadata.name</c> is not accepted (<paramref name="isPrefix"/>: it is a <c>generateName</c>), upstream wording, or empty.</summary>
    IReadOnlyList<string> ValidateName(string name, bool isPrefix);

    IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value);

    IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old);

    /// <summary>Warning headers about an accepted object; <paramref name="old"/> is undefined on create.</summary>
    IReadOnlyList<string> Warnings(StrategyContext context, DocumentValue value, DocumentValue old);

    /// <summary>Paths (member names) that writes through this endpoint (subresource, empty for the object) cannot own in managedFields.</summary>
    IReadOnlyList<IReadOnlyList<string>> ResetFields(string subresource);

    /// <summary>Seconds the object stays while it shuts down; null when the kind has no graceful deletion, 0 for at once.</summary>
    long? GracePeriod(DocumentValue value, DeleteOptions options);

    /// <summary>Marks an object as terminating in the kind's own way when it is first deleted; false: in the way of all kinds.</summary>
    bool MarkDeleted(DocumentNode value, DateTimeOffset now);

    /// <summary>The kind keeps the object whatever its <c>metadata.finalizers</c> say (namespaces: as long as there are <c>spec.finalizers</c>).</summary>
    bool IsHeld(DocumentValue value);

    /// <summary>Warning headers about a delete.</summary>
    IReadOnlyList<string> DeleteWarnings(DocumentValue value, DeleteOptions options);
}
