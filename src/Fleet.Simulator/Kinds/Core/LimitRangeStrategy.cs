using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Values;
using Fleet.Simulator.Kinds.Core.Pods;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Core;

/// <summary>LimitRanges (pkg/registry/core/limitrange).</summary>
internal sealed class LimitRangeStrategy : KindStrategy
{
    /// <summary>Pairs of amounts that must not be the wrong way round: (lower, upper, field of the error, wording of both).</summary>
    private static readonly (string Lower, string Upper, string Field, string Wording)[] Orders =
    [
        ("min", "max", "min", "min value {0} is greater than max value {1}"),
        ("min", "defaultRequest", "defaultRequest", "min value {0} is greater than default request value {1}"),
        ("defaultRequest", "max", "defaultRequest", "default request value {0} is greater than max value {1}"),
        ("defaultRequest", "default", "defaultRequest", "default request value {0} is greater than default limit value {1}"),
        ("min", "default", "default", "min value {0} is greater than default value {1}"),
        ("default", "max", "default", "default value {0} is greater than max value {1}"),
    ];

    public LimitRangeStrategy()
        : base(new GroupVersionKind("", "v1", "LimitRange")) => AllowCreateOnUpdate = true;

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value)
    {
        var errors = new FieldErrors();
        var types = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var limit in value["spec"u8]["limits"u8].Items)
        {
            var path = ContainerValidation.At("spec.limits", index++);
            var type = limit["type"u8].AsString("");
            if (type.Length == 0)
            {
                errors.Invalid($"{path}.type", type, "must be a standard limit type or fully qualified");
            }

            if (!types.Add(type))
            {
                errors.Duplicate($"{path}.type", type);
            }

            Item(limit, type, path, errors);
        }

        return errors;
    }

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old) => ValidateCreate(context, value);

    private static void Item(DocumentValue limit, string type, string path, FieldErrors errors)
    {
        if (type == "Pod")
        {
            foreach (var name in (ReadOnlySpan<string>)["default", "defaultRequest"])
            {
                if (limit[name].Count > 0)
                {
                    errors.Forbidden($"{path}.{name}", "may not be specified when `type` is 'Pod'");
                }
            }
        }

        if (type == "PersistentVolumeClaim" && !limit["min"u8]["storage"u8].Exists && !limit["max"u8]["storage"u8].Exists)
        {
            errors.Required($"{path}.limits", "either minimum or maximum storage value is required, but neither was provided");
        }

        foreach (var (lower, upper, field, wording) in Orders)
        {
            foreach (var (resource, amount) in limit[lower].Members)
            {
                if (Quantity.TryParse(amount, out var low) && Quantity.TryParse(limit[upper][resource], out var high) && low > high)
                {
                    var shown = field == "default" && lower == "min" ? amount : field == lower || field == "min" ? amount : limit[upper][resource];
                    errors.Invalid($"{path}.{field}[{resource}]", shown, string.Format(System.Globalization.CultureInfo.InvariantCulture, wording, low, high));
                }
            }
        }
    }
}
