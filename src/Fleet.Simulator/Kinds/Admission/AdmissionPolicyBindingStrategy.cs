using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Kinds.Core.Pods;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Admission;

/// <summary>Bindings of admission policies (pkg/apis/admissionregistration/validation).</summary>
internal sealed class AdmissionPolicyBindingStrategy : KindStrategy
{
    private const string Both =
        "must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)";

    public AdmissionPolicyBindingStrategy(string kind)
        : base(new GroupVersionKind("admissionregistration.k8s.io", "v1", kind))
    {
        HasGeneration = true;
        AllowUnconditionalUpdate = false;
    }

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value)
    {
        var errors = new FieldErrors();
        var spec = value["spec"u8];
        if (spec["policyName"u8].AsString("") is { Length: > 0 } policy)
        {
            Names.DnsSubdomain(policy, "spec.policyName", errors);
        }
        else
        {
            errors.Required("spec.policyName");
        }

        if (spec["paramRef"u8] is { IsObject: true } reference)
        {
            ParamRef(reference, errors);
        }

        if (spec["matchResources"u8] is { IsObject: true } match)
        {
            MatchResources.Validate(match, "spec.matchResources", errors);
        }

        if (Kind.Kind == "ValidatingAdmissionPolicyBinding")
        {
            Actions(spec["validationActions"u8], errors);
        }

        return errors;
    }

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old) => ValidateCreate(context, value);

    private static void ParamRef(DocumentValue reference, FieldErrors errors)
    {
        var hasName = reference["name"u8].AsString("").Length > 0;
        var hasSelector = reference["selector"u8].IsObject;
        if (hasName && hasSelector)
        {
            errors.Forbidden("spec.paramRef.name", "name and selector are mutually exclusive");
        }
        else if (!hasName && !hasSelector)
        {
            errors.Required("spec.paramRef", "one of name or selector must be specified");
        }

        errors.OneOf(reference["parameterNotFoundAction"u8].AsString(""), "spec.paramRef.parameterNotFoundAction", "Allow", "Deny");
    }

    private static void Actions(DocumentValue actions, FieldErrors errors)
    {
        const string field = "spec.validationActions";
        var seen = new SortedSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var action in actions.Items)
        {
            var at = ContainerValidation.At(field, index++);
            errors.OptionalOneOf(action, at, "Audit", "Deny", "Warn");
            if (!seen.Add(action.AsString("")))
            {
                errors.Duplicate(at, action.AsString(""));
            }
        }

        if (seen.Contains("Deny") && seen.Contains("Warn"))
        {
            errors.Invalid(field, DocumentNode.Array(seen.Select(DocumentNode.String)).ToValue(), Both);
        }

        if (seen.Count == 0)
        {
            errors.Required(field);
        }
    }
}
