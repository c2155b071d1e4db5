using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Api.Writing;

/// <summary>Translates between an object as served and as stored.</summary>
internal static class ObjectForm
{
    /// <summary>The stored document in the version of <paramref name="definition"/>; the same instance when it is stored so.</summary>
    public static Document FromStorage(ResourceDefinition definition, Document stored) =>
        definition.Converter is { } converter
            ? converter.FromStorage(stored)
            : definition.Storage == definition.GroupVersionKind ? stored : Rename(stored, definition.GroupVersionKind);

    public static Document ToStorage(ResourceDefinition definition, Document served) =>
        definition.Converter is { } converter
            ? converter.ToStorage(served)
            : definition.Storage == definition.GroupVersionKind ? served : Rename(served, definition.Storage);

    private static Document Rename(Document document, GroupVersionKind kind)
    {
        using var builder = new DocumentBuilder();
        builder.StartObject().Name("kind"u8).String(kind.Kind).Name("apiVersion"u8).String(kind.ApiVersion);
        foreach (var member in document.Root.Members)
        {
            if (!member.NameEquals("kind"u8) && !member.NameEquals("apiVersion"u8))
            {
                builder.Member(member);
            }
        }

        return builder.EndObject().Build();
    }
}
