using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Kinds.Core.Pods;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Rbac;

/// <summary>Roles and ClusterRoles (pkg/apis/rbac/validation).</summary>
internal sealed class RoleStrategy : KindStrategy
{
    public RoleStrategy(string kind)
        : base(new GroupVersionKind("rbac.authorization.k8s.io", "v1", kind))
    {
        AllowCreateOnUpdate = true;
        NameRule = NameRules.PathSegment;
    }

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value)
    {
        var errors = new FieldErrors();
        var index = 0;
        foreach (var rule in value["rules"u8].Items)
        {
            Rule(rule, ContainerValidation.At("rules", index++), errors);
        }

        if (value["aggregationRule"u8] is { IsObject: true } aggregation)
        {
            Aggregation(aggregation["clusterRoleSelectors"u8], errors);
        }

        return errors;
    }

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old) => ValidateCreate(context, value);

    private static void Aggregation(DocumentValue selectors, FieldErrors errors)
    {
        if (selectors.Count == 0)
        {
            errors.Required("aggregationRule.clusterRoleSelectors", "at least one clusterRoleSelector required if aggregationRule is non-nil");
        }

        var index = 0;
        foreach (var selector in selectors.Items)
        {
            LabelSelectors.Selector(selector, ContainerValidation.At("aggregationRule.clusterRoleSelectors", index++), errors);
        }
    }

    private void Rule(DocumentValue rule, string path, FieldErrors errors)
    {
        if (rule["verbs"u8].Count == 0)
        {
            errors.Required($"{path}.verbs", "verbs must contain at least one value");
        }

        if (rule["nonResourceURLs"u8].Count > 0)
        {
            if (Kind.Kind == "Role")
            {
                errors.Invalid($"{path}.nonResourceURLs", rule["nonResourceURLs"u8], "namespaced rules cannot apply to non-resource URLs");
            }

            if (rule["apiGroups"u8].Count + rule["resources"u8].Count + rule["resourceNames"u8].Count > 0)
            {
                errors.Invalid($"{path}.nonResourceURLs", rule["nonResourceURLs"u8], "rules cannot apply to both regular resources and non-resource URLs");
            }

            return;
        }

        if (rule["apiGroups"u8].Count == 0)
        {
            errors.Required($"{path}.apiGroups", "resource rules must supply at least one api group");
        }

        if (rule["resources"u8].Count == 0)
        {
            errors.Required($"{path}.resources", "resource rules must supply at least one resource");
        }
    }
}
