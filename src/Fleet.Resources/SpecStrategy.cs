using Fleet.Kubernetes.Api.CustomResources;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;

namespace Fleet.Resources;

/// <summary>The rules of a kind of the fleet: its declared schema, and what a schema cannot say of its spec.</summary>
internal abstract class SpecStrategy(ResourceDefinition definition, bool hasStatus)
    : CustomResourceStrategy(definition.DeclaredSchema, definition.Schema, hasStatus, rules: null)
{
    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value) =>
        [.. base.ValidateCreate(context, value), .. SpecErrors(value["spec"u8])];

    /// <summary>Writers of the status cannot change the spec: it is not theirs to mend.</summary>
    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old) =>
        [.. base.ValidateUpdate(context, value, old), .. context.Subresource.Length > 0 ? [] : SpecErrors(value["spec"u8])];

    protected abstract IEnumerable<FieldError> SpecErrors(DocumentValue spec);
}
