using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.FieldSets;

namespace Fleet.Kubernetes.ServerSideApply;

/// <summary>
/// Carries managedFields between an object and its <c>scale</c> subresource, where the object's replicas field is <c>.spec.replicas</c> of
/// <c>autoscaling/v1</c>.
/// </summary>
/// <remarks>Source: k8s.io/apimachinery/pkg/util/managedfields/scalehandler.go.</remarks>
public static class ScaleManagedFields
{
    /// <summary>The managers of the replicas field, as entries of the Scale object; undefined when there is none.</summary>
    /// <param name="parent">The <c>managedFields</c> of the object.</param>
    /// <param name="replicas">The replicas path of the object at each of its <c>apiVersion</c>s.</param>
    public static DocumentValue ToScale(DocumentValue parent, IReadOnlyDictionary<string, FieldPath> replicas) => throw new NotImplementedException();

    /// <summary>The entries of the object after the Scale object was written: who lost the replicas field and who has it now.</summary>
    /// <param name="parent">The <c>managedFields</c> of the object before.</param>
    /// <param name="scale">The <c>managedFields</c> of the written Scale object.</param>
    /// <param name="apiVersion">The version of the object the request speaks.</param>
    public static DocumentValue ToParent(DocumentValue parent, DocumentValue scale, string apiVersion, IReadOnlyDictionary<string, FieldPath> replicas) => throw new NotImplementedException();
}
