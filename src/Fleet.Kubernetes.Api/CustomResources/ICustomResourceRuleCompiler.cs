using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.CustomResources;

/// <summary>
/// Where the expression language plugs in: turns the <c>x-kubernetes-validations</c> of a schema into rules. Without one, schemas with rules are
/// served and their rules are kept but not evaluated.
/// </summary>
/// <remarks>KEP-2876.</remarks>
public interface ICustomResourceRuleCompiler
{
    ICustomResourceRules Compile(DocumentValue openApiV3Schema);
}
