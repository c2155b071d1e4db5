using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Writing;

/// <summary>Name and namespace of an object against those of the request's path.</summary>
internal static class ObjectNames
{
    /// <summary>Puts the request's namespace into the object, or finds that they differ.</summary>
    /// <exception cref="ApiException">400.</exception>
    public static void PlaceInNamespace(ResourceTarget target, DocumentNode value)
    {
        var metadata = Metadata(value);
        var given = metadata["namespace"]?.AsString() ?? "";
        if (!target.Resource.IsNamespaced)
        {
            metadata.Remove("namespace");
            return;
        }

        if (given.Length > 0 && given != target.Namespace)
        {
            throw StatusError.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }

        metadata["namespace"] = target.Namespace ?? "";
    }

    /// <summary>The object is named as the path names it.</summary>
    /// <exception cref="ApiException">400.</exception>
    public static void CheckName(ResourceTarget target, DocumentValue value)
    {
        var metadata = value["metadata"u8];
        var name = metadata["name"u8].AsString("");
        if (name.Length == 0)
        {
            throw StatusError.BadRequest($"the name of the object ({target.Name} based on URL) was undeterminable: name must be provided");
        }

        if (name != target.Name)
        {
            throw StatusError.BadRequest($"the name of the object ({name}) does not match the name on the URL ({target.Name})");
        }
    }

    /// <summary><c>metadata</c> of an object, made where it is missing.</summary>
    /// <exception cref="ApiException">400: it is something else than an object, which only untyped kinds let through.</exception>
    public static DocumentNode Metadata(DocumentNode value) => value.GetOrAddObject("metadata") is { IsObject: true } metadata
        ? metadata
        : throw StatusError.BadRequest("metadata: Invalid value: must be an object");
}
