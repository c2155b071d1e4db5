using Fleet.Kubernetes.Api.CustomResources.Validation;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.Api.CustomResources;

/// <summary>
/// The rules of custom resources of one CRD version, taken from its schema. Updates must name the version they change. Kinds a server defines for itself
/// derive from it and add what a schema cannot say.
/// </summary>
/// <remarks>k8s.io/apiextensions-apiserver/pkg/registry/customresource.</remarks>
public class CustomResourceStrategy : GenericStrategy
{
    private static readonly FieldError RulesNotChecked = new(
        FieldErrorType.Invalid,
        "<nil>",
        "null",
        "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation");

    private readonly Schema _schema;
    private readonly ValidationSchema _validation;
    private readonly ICustomResourceRules? _rules;

    /// <param name="openApiV3Schema">The version's schema as the CRD declares it; undefined for none.</param>
    /// <param name="schema">The same as structure.</param>
    /// <param name="hasStatus">The version has a status subresource.</param>
    /// <param name="rules">Evaluates <c>x-kubernetes-validations</c>; null when nothing does.</param>
    public CustomResourceStrategy(DocumentValue openApiV3Schema, Schema schema, bool hasStatus, ICustomResourceRules? rules)
    {
        _schema = schema;
        _validation = ValidationSchema.Read(openApiV3Schema);
        _rules = rules;
        HasStatus = hasStatus;
        HasGeneration = true;
        AllowUnconditionalUpdate = false;
    }

    public override void Default(DocumentNode value) => StructuralDefaults.Apply(_schema, value);

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value) => Validate(value, default);

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old) => Validate(value, old);

    private List<FieldError> Validate(DocumentValue value, DocumentValue old)
    {
        List<FieldError> errors =
        [
            .. SchemaValidator.Validate(_validation, value, old),
            .. EmbeddedResources.Validate(_validation, value),
            .. ListInvariants.Validate(_validation, value),
        ];
        if (!_validation.HasRulesBelow)
        {
            return errors;
        }

        if (errors.Any(IsBlocking))
        {
            errors.Add(RulesNotChecked);
        }
        else if (_rules is not null)
        {
            errors.AddRange(_rules.Evaluate(value, old));
        }

        return errors;
    }

    /// <summary>Errors after which an expression could meet values it was not compiled for.</summary>
    private static bool IsBlocking(FieldError error) => error.Type
        is FieldErrorType.NotSupported or FieldErrorType.Required or FieldErrorType.TooLong or FieldErrorType.TooMany or FieldErrorType.TypeInvalid;
}
