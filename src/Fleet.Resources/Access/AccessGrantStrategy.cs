using Fleet.Kubernetes.Api.CustomResources;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;

namespace Fleet.Resources.Access;

/// <summary>The rules of <c>AccessGrant</c>.</summary>
internal sealed class AccessGrantStrategy : CustomResourceStrategy
{
    public AccessGrantStrategy(ResourceDefinition definition)
        : base(definition.DeclaredSchema, definition.Schema, hasStatus: false, rules: null)
    {
    }

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value) =>
        [.. base.ValidateCreate(context, value), .. Rules(value["spec"u8]["scope"u8])];

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old) =>
        [.. base.ValidateUpdate(context, value, old), .. Rules(value["spec"u8]["scope"u8])];

    private static IEnumerable<FieldError> Rules(DocumentValue scope) =>
    [
        .. SelectorRules.ObjectNames("spec.scope.projects", scope["projects"u8]),
        .. SelectorRules.Labels("spec.scope.clusters", scope["clusters"u8]),
        .. SelectorRules.Selector("spec.scope.clusterSelector", scope["clusterSelector"u8]),
        .. SelectorRules.Labels("spec.scope.namespaces", scope["namespaces"u8]),
    ];
}
