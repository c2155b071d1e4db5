using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Core;

/// <summary>Events in both groups (pkg/registry/core/event); the newer group is stricter.</summary>
internal sealed class EventStrategy : KindStrategy
{
    private readonly string _regarding;

    public EventStrategy(GroupVersionKind kind)
        : base(kind)
    {
        AllowCreateOnUpdate = true;
        _regarding = kind.Group.Length == 0 ? "involvedObject" : "regarding";
    }

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value)
    {
        var errors = new FieldErrors();
        var space = value["metadata"u8]["namespace"u8].AsString("");
        var about = value[_regarding]["namespace"u8].AsString("");
        if (about.Length > 0 ? about != space : space is not ("default" or "kube-system"))
        {
            errors.Invalid("involvedObject.namespace", about, "does not match event.namespace");
        }

        if (Kind.Group.Length > 0)
        {
            Strict(value, errors);
        }

        return errors;
    }

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old) => ValidateCreate(context, value);

    private static void Strict(DocumentValue value, FieldErrors errors)
    {
        if (value["eventTime"u8].IsNullOrUndefined)
        {
            errors.Required("eventTime");
        }

        foreach (var (field, shown) in (ReadOnlySpan<(string, string)>)[("reportingController", "reportingController"), ("reportingInstance", "reportingInstance"), ("action", "action"), ("reason", "reason")])
        {
            if (value[field].AsString("").Length == 0)
            {
                errors.Required(shown);
            }
        }

        errors.OptionalOneOf(value["type"u8], "type", "Normal", "Warning");
    }
}
