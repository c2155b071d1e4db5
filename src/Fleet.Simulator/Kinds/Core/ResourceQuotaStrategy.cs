using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Core;

/// <summary>ResourceQuotas (pkg/registry/core/resourcequota).</summary>
internal sealed class ResourceQuotaStrategy : KindStrategy
{
    private static readonly string[] Scopes = ["Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity", "VolumeAttributesClass"];

    public ResourceQuotaStrategy()
        : base(new GroupVersionKind("", "v1", "ResourceQuota"))
    {
        HasStatus = true;
        ReturnsDeletedObject = true;
    }

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value)
    {
        var errors = new FieldErrors();
        Amounts(value["spec"u8]["hard"u8], "spec.hard", errors);
        ValidateScopes(value["spec"u8], errors);
        return errors;
    }

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old)
    {
        var errors = new FieldErrors();
        if (context.Subresource == "status")
        {
            Amounts(value["status"u8]["hard"u8], "status.hard", errors);
            Amounts(value["status"u8]["used"u8], "status.used", errors);
            return errors;
        }

        errors.AddRange(ValidateCreate(context, value));
        var scopes = value["spec"u8]["scopes"u8];
        if (!Set(scopes).SetEquals(Set(old["spec"u8]["scopes"u8])))
        {
            errors.Invalid("spec.scopes", scopes, "field is immutable");
        }

        return errors;
    }

    private static void Amounts(DocumentValue list, string field, FieldErrors errors)
    {
        foreach (var (name, amount) in list.Members)
        {
            ResourceNames.QuotaResource(name, $"{field}[{name}]", errors);
            ResourceNames.Amount(name, amount, $"{field}[{name}]", errors);
        }
    }

    private static void ValidateScopes(DocumentValue spec, FieldErrors errors)
    {
        var scopes = spec["scopes"u8];
        var set = Set(scopes);
        foreach (var scope in set)
        {
            if (!Scopes.Contains(scope))
            {
                errors.Invalid("spec.scopes", scopes, "unsupported scope");
            }

            foreach (var (name, _) in spec["hard"u8].Members)
            {
                if (scope is "BestEffort" && ResourceNames.IsStandardQuota(name) && name != "pods")
                {
                    errors.Invalid("spec.scopes", scopes, "unsupported scope applied to resource");
                }
            }
        }

        if ((set.Contains("BestEffort") && set.Contains("NotBestEffort")) || (set.Contains("Terminating") && set.Contains("NotTerminating")))
        {
            errors.Invalid("spec.scopes", scopes, "conflicting scopes");
        }
    }

    private static HashSet<string> Set(DocumentValue list) => list.Items.ToList().Select(item => item.AsString("")).ToHashSet(StringComparer.Ordinal);
}
