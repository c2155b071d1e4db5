using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Selectors;
using Fleet.Simulator.Kinds.Core.Pods;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Admission;

/// <summary>
/// Admission policies (pkg/apis/admissionregistration/validation): their structure. Expressions are stored, neither compiled nor run.
/// </summary>
internal sealed class AdmissionPolicyStrategy : KindStrategy
{
    private const string Nothing = "validations or auditAnnotations must be specified";

    public AdmissionPolicyStrategy(string kind)
        : base(new GroupVersionKind("admissionregistration.k8s.io", "v1", kind))
    {
        HasStatus = kind == "ValidatingAdmissionPolicy";
        HasGeneration = true;
        AllowUnconditionalUpdate = false;
    }

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value)
    {
        var errors = new FieldErrors();
        Spec(value["spec"u8], errors);
        return errors;
    }

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old) =>
        context.Subresource.Length > 0 ? [] : ValidateCreate(context, value);

    private void Spec(DocumentValue spec, FieldErrors errors)
    {
        errors.OneOf(spec["failurePolicy"u8].AsString(""), "spec.failurePolicy", "Fail", "Ignore");
        if (spec["paramKind"u8] is { IsObject: true } parameters)
        {
            ParamKind(parameters, errors);
        }

        if (!spec["matchConstraints"u8].IsObject)
        {
            errors.Required("spec.matchConstraints");
        }
        else
        {
            MatchResources.Validate(spec["matchConstraints"u8], "spec.matchConstraints", errors);
            if (spec["matchConstraints"u8]["resourceRules"u8].Count == 0)
            {
                errors.Required("spec.matchConstraints.resourceRules");
            }
        }

        MatchResources.Conditions(spec["matchConditions"u8], "spec.matchConditions", errors);
        Variables(spec["variables"u8], errors);
        if (Kind.Kind == "ValidatingAdmissionPolicy")
        {
            Validations(spec, errors);
        }
    }

    private static void ParamKind(DocumentValue parameters, FieldErrors errors)
    {
        var version = parameters["apiVersion"u8].AsString("");
        if (version.Length == 0)
        {
            errors.Required("spec.paramKind.apiVersion");
        }
        else if (version.Split('/').Length > 2)
        {
            errors.Invalid("spec.paramKind.apiVersion", version, $"unexpected GroupVersion string: {version}");
        }

        if (parameters["kind"u8].AsString("").Length == 0)
        {
            errors.Required("spec.paramKind.kind");
        }
    }

    private static void Variables(DocumentValue variables, FieldErrors errors)
    {
        var index = 0;
        foreach (var variable in variables.Items)
        {
            var at = ContainerValidation.At("spec.variables", index++);
            foreach (var name in (ReadOnlySpan<string>)["name", "expression"])
            {
                if (variable[name].AsString("").Trim().Length == 0)
                {
                    errors.Required($"{at}.{name}", name == "name" ? "name is not specified" : "expression is not specified");
                }
            }
        }
    }

    private static void Validations(DocumentValue spec, FieldErrors errors)
    {
        if (spec["validations"u8].Count == 0 && spec["auditAnnotations"u8].Count == 0)
        {
            errors.Required("spec.validations", Nothing);
            errors.Required("spec.auditAnnotations", Nothing);
            return;
        }

        var index = 0;
        foreach (var validation in spec["validations"u8].Items)
        {
            var at = ContainerValidation.At("spec.validations", index++);
            if (validation["expression"u8].AsString("").Trim().Length == 0)
            {
                errors.Required($"{at}.expression", "expression is not specified");
            }

            errors.OptionalOneOf(validation["reason"u8], $"{at}.reason", "Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized");
        }

        AuditAnnotations(spec["auditAnnotations"u8], errors);
    }

    private static void AuditAnnotations(DocumentValue annotations, FieldErrors errors)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var annotation in annotations.Items)
        {
            var at = ContainerValidation.At("spec.auditAnnotations", index++);
            var key = annotation["key"u8].AsString("");
            errors.Invalid($"{at}.key", key, LabelSyntax.ValidateQualifiedName(key));
            if (annotation["valueExpression"u8].AsString("").Trim().Length == 0)
            {
                errors.Required($"{at}.valueExpression", "valueExpression is not specified");
            }

            if (!keys.Add(key))
            {
                errors.Duplicate($"{at}.key", key);
            }
        }
    }
}
