using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.CustomResources;

/// <summary>The compiled <c>x-kubernetes-validations</c> of one CRD version.</summary>
public interface ICustomResourceRules
{
    /// <summary>The rules an object breaks; <paramref name="old"/> is undefined on create, where transition rules do not run.</summary>
    IReadOnlyList<FieldError> Evaluate(DocumentValue value, DocumentValue old);
}
