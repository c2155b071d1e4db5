using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Selectors;
using Fleet.Simulator.Kinds.Core.Pods;
using Fleet.Simulator.Kinds.Internals;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Core;

/// <summary>Nodes (pkg/registry/core/node). A node that registers itself brings its status along.</summary>
internal sealed class NodeStrategy : KindStrategy
{
    public NodeStrategy()
        : base(new GroupVersionKind("", "v1", "Node"))
    {
        HasStatus = true;
        KeepsStatusOnCreate = true;
    }

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value)
    {
        var errors = new FieldErrors();
        Taints(value["spec"u8]["taints"u8], errors);
        return errors;
    }

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old)
    {
        var errors = new FieldErrors();
        if (context.Subresource == "status")
        {
            return errors;
        }

        Taints(value["spec"u8]["taints"u8], errors);
        if (old["spec"u8]["providerID"u8].AsString("") is { Length: > 0 } provider && value["spec"u8]["providerID"u8].AsString("") != provider)
        {
            errors.Forbidden("spec.providerID", "node updates may not change providerID except from \"\" to valid");
        }

        if (old["spec"u8]["podCIDRs"u8].Count > 0 && !value["spec"u8]["podCIDRs"u8].DeepEquals(old["spec"u8]["podCIDRs"u8]))
        {
            errors.Forbidden("spec.podCIDRs", "node updates may not change podCIDR except from \"\" to valid");
        }

        return errors;
    }

    private static void Taints(DocumentValue taints, FieldErrors errors)
    {
        var seen = new HashSet<(string, string)>();
        var index = 0;
        foreach (var taint in taints.Items)
        {
            var path = ContainerValidation.At("spec.taints", index++);
            var key = taint["key"u8].AsString("");
            errors.Invalid($"{path}.key", key, LabelSyntax.ValidateQualifiedName(key));
            if (LabelSyntax.ValidateValue(taint["value"u8].AsString("")) is { Count: > 0 } problems)
            {
                errors.Invalid($"{path}.value", taint["value"u8].AsString(""), string.Join(';', problems));
            }

            SchedulingValidation.TaintEffect(taint["effect"u8].AsString(""), $"{path}.effect", errors);
            if (!seen.Add((key, taint["effect"u8].AsString(""))))
            {
                errors.Add(FieldError.Duplicate(path, InternalTypes.Show("Taint", taint).ToValue()) with { Detail = "taints must be unique by key and effect pair" });
            }
        }
    }
}
