using System.Collections.Frozen;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Selectors;
using Fleet.Kubernetes.Values;

namespace Fleet.Simulator.Kinds.Validation;

/// <summary>Names and amounts of compute resources (<c>pkg/apis/core/helper</c>).</summary>
internal static class ResourceNames
{
    private static readonly FrozenSet<string> Quota = FrozenSet.Create(
        StringComparer.Ordinal,
        "cpu",
        "memory",
        "ephemeral-storage",
        "requests.cpu",
        "requests.memory",
        "requests.storage",
        "requests.ephemeral-storage",
        "limits.cpu",
        "limits.memory",
        "limits.ephemeral-storage",
        "pods",
        "resourcequotas",
        "services",
        "replicationcontrollers",
        "secrets",
        "persistentvolumeclaims",
        "configmaps",
        "services.nodeports",
        "services.loadbalancers");

    private static readonly FrozenSet<string> Integer = FrozenSet.Create(
        StringComparer.Ordinal, "pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "configmaps", "persistentvolumeclaims", "services.nodeports", "services.loadbalancers");

    public static bool IsHugePages(string name) => name.StartsWith("hugepages-", StringComparison.Ordinal);

    /// <summary>Without a domain, or with one of Kubernetes' own.</summary>
    public static bool IsNative(string name) => !name.Contains('/', StringComparison.Ordinal) || name.Contains("kubernetes.io/", StringComparison.Ordinal);

    public static bool IsOvercommitAllowed(string name) => IsNative(name) && !IsHugePages(name);

    /// <summary>A resource with a domain of its own that quotas can name.</summary>
    public static bool IsExtended(string name) =>
        !IsNative(name) && !name.StartsWith("requests.", StringComparison.Ordinal) && LabelSyntax.ValidateQualifiedName("requests." + name).Count == 0;

    public static bool IsStandardQuota(string name) => Quota.Contains(name) || IsHugePages(name) || name.StartsWith("requests.hugepages-", StringComparison.Ordinal);

    public static void ContainerResource(string name, string field, FieldErrors errors)
    {
        errors.Invalid(field, name, LabelSyntax.ValidateQualifiedName(name));
        if (name.Contains('/', StringComparison.Ordinal))
        {
            if (!IsNative(name) && !IsExtended(name))
            {
                errors.Invalid(field, name, "doesn't follow extended resource name standard");
            }

            return;
        }

        if (!IsStandard(name))
        {
            errors.Invalid(field, name, "must be a standard resource type or fully qualified");
        }

        if (name is not ("cpu" or "memory" or "ephemeral-storage") && !IsHugePages(name))
        {
            errors.Invalid(field, name, "must be a standard resource for containers");
        }
    }

    /// <summary>What a quota may count: standard names, <c>count/…</c>, storage classes, extended resources.</summary>
    public static void QuotaResource(string name, string field, FieldErrors errors)
    {
        errors.Invalid(field, name, LabelSyntax.ValidateQualifiedName(name));
        if (!name.Contains('/', StringComparison.Ordinal) && !IsStandardQuota(name))
        {
            if (!IsStandard(name))
            {
                errors.Invalid(field, name, "must be a standard resource type or fully qualified");
            }

            errors.Invalid(field, name, "must be a standard resource for quota");
        }
    }

    /// <summary>Not negative; whole numbers where parts make no sense.</summary>
    public static void Amount(string name, DocumentValue value, string field, FieldErrors errors)
    {
        if (!Quantity.TryParse(value, out var amount))
        {
            return;
        }

        if (amount.Sign < 0)
        {
            errors.Invalid(field, value, "must be greater than or equal to 0");
        }

        if ((Integer.Contains(name) || IsExtended(name)) && amount.RoundUp(0) != amount)
        {
            errors.Invalid(field, value, "must be an integer");
        }
    }

    private static bool IsStandard(string name) => Quota.Contains(name) || name is "storage" || IsHugePages(name);
}
