using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Networking;

/// <summary>IngressClasses (pkg/apis/networking/validation).</summary>
internal sealed class IngressClassStrategy : KindStrategy
{
    private const int MaxController = 250;

    public IngressClassStrategy()
        : base(new GroupVersionKind("networking.k8s.io", "v1", "IngressClass"))
    {
        HasGeneration = true;
        AllowUnconditionalUpdate = true;
    }

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value)
    {
        var errors = new FieldErrors();
        Spec(value["spec"u8], errors);
        return errors;
    }

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old)
    {
        var errors = new FieldErrors();
        errors.Immutable(value["spec"u8]["controller"u8], old["spec"u8]["controller"u8], "spec.controller");
        Spec(value["spec"u8], errors);
        return errors;
    }

    private static void Spec(DocumentValue spec, FieldErrors errors)
    {
        var controller = spec["controller"u8].AsString("");
        if (controller.Length > MaxController)
        {
            errors.Add(FieldError.TooLong("spec.controller", MaxController));
        }

        Names.DomainPrefixedPath(controller, "spec.controller", errors);
        if (spec["parameters"u8] is { IsObject: true } parameters)
        {
            Parameters(parameters, errors);
        }
    }

    private static void Parameters(DocumentValue parameters, FieldErrors errors)
    {
        const string path = "spec.parameters";
        if (parameters["apiGroup"u8].AsString("") is { Length: > 0 } group)
        {
            Names.DnsSubdomain(group, $"{path}.apiGroup", errors);
        }

        foreach (var name in (ReadOnlySpan<string>)["kind", "name"])
        {
            if (parameters[name].AsString("").Length == 0)
            {
                errors.Required($"{path}.{name}", $"{name} is required");
            }
        }

        var scope = parameters["scope"u8].AsString("");
        errors.OneOf(scope, $"{path}.scope", "Cluster", "Namespace");
        if (scope == "Namespace")
        {
            Namespace(parameters["namespace"u8].AsString(""), $"{path}.namespace", errors);
        }
        else if (scope == "Cluster" && parameters["namespace"u8].IsString)
        {
            errors.Forbidden($"{path}.namespace", "`parameters.scope` is set to 'Cluster'");
        }
    }

    private static void Namespace(string name, string field, FieldErrors errors)
    {
        if (name.Length == 0)
        {
            errors.Required(field, "`parameters.scope` is set to 'Namespace'");
        }
        else
        {
            Names.DnsLabel(name, field, errors);
        }
    }
}
