using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Negotiation;

/// <summary>Writes <c>meta.k8s.io PartialObjectMetadata</c>: kind and metadata of an object, nothing else.</summary>
public static class PartialMetadata
{
    public static Document Of(DocumentValue value, string version)
    {
        using var builder = new DocumentBuilder();
        Write(builder, value, version);
        return builder.Build();
    }

    internal static void Write(DocumentBuilder builder, DocumentValue value, string version)
    {
        builder.StartObject().Name("kind"u8).String("PartialObjectMetadata"u8).Name("apiVersion"u8).String($"meta.k8s.io/{version}").Name("metadata"u8);
        var metadata = value["metadata"u8];
        if (metadata.IsObject)
        {
            builder.Value(metadata);
        }
        else
        {
            builder.StartObject().EndObject();
        }

        builder.EndObject();
    }
}
