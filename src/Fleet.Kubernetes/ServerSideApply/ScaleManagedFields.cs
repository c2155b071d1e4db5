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
    private const string ScaleApiVersion = "autoscaling/v1";
    private static readonly FieldPath ReplicasInScale = FieldPath.Of("spec", "replicas");
    private static readonly FieldSet ScaleFields = FieldSet.Of(ReplicasInScale);

    /// <summary>The managers of the replicas field, as entries of the Scale object; undefined when there is none.</summary>
    /// <param name="parent">The <c>managedFields</c> of the object.</param>
    /// <param name="replicas">The replicas path of the object at each of its <c>apiVersion</c>s.</param>
    public static DocumentValue ToScale(DocumentValue parent, IReadOnlyDictionary<string, FieldPath> replicas)
    {
        var scale = new ManagedFields();
        foreach (var entry in Decode(parent).Entries)
        {
            if (replicas.TryGetValue(entry.ApiVersion, out var path) && entry.Fields.Contains(path))
            {
                scale.Set(entry with { ApiVersion = ScaleApiVersion, Fields = ScaleFields, Source = default });
            }
        }

        return scale.ToValue();
    }

    /// <summary>The entries of the object after the Scale object was written: who lost the replicas field and who has it now.</summary>
    /// <param name="parent">The <c>managedFields</c> of the object before.</param>
    /// <param name="scale">The <c>managedFields</c> of the written Scale object.</param>
    /// <param name="apiVersion">The version of the object the request speaks.</param>
    public static DocumentValue ToParent(DocumentValue parent, DocumentValue scale, string apiVersion, IReadOnlyDictionary<string, FieldPath> replicas)
    {
        var scales = Decode(scale);
        var parents = Decode(parent);
        var result = new ManagedFields();
        foreach (var entry in parents.Entries)
        {
            if (!replicas.TryGetValue(entry.ApiVersion, out var path))
            {
                continue;
            }

            if (!entry.Fields.Contains(path))
            {
                result.Set(entry);
            }
            else if (scales.Find(entry) is { } kept)
            {
                result.Set(entry);
                scales.Remove(kept);
            }
            else if (entry.Fields.Difference(FieldSet.Of(path)) is { IsEmpty: false } rest)
            {
                result.Set(entry.WithFields(rest));
            }
        }

        foreach (var entry in scales.Entries)
        {
            if (entry.Fields.Contains(ReplicasInScale))
            {
                // The time is that of the manager's old entry, if it had one: upstream does not carry the new one over.
                result.Set(entry with { ApiVersion = apiVersion, Fields = FieldSet.Of(replicas[apiVersion]), Source = default, Time = parents.Find(entry)?.Time });
            }
        }

        return result.ToValue();
    }

    private static ManagedFields Decode(DocumentValue list) =>
        ManagedFields.TryDecode(list, new FieldSetPool(), out var managed, out var error)
            ? managed
            : throw new ApplyException(ApplyErrorReason.Internal, $"failed to decode managed fields: {error}");
}
