using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.ServerSideApply;

/// <summary>Takes <c>metadata.managedFields</c> off an object and puts it on, copying everything else by its bytes.</summary>
internal static class ObjectParts
{
    public static DocumentValue ManagedFieldsOf(Document? value) => value is null ? default : value["metadata"u8]["managedFields"u8];

    /// <summary>The object without its managedFields; the same one when it has none.</summary>
    public static Document WithoutManagedFields(Document value) => ManagedFieldsOf(value).Exists ? With(value, null) : value;

    /// <summary>The object with the given managedFields, the last member of its metadata.</summary>
    public static Document With(Document value, ManagedFields? managed)
    {
        using var builder = new DocumentBuilder();
        builder.StartObject();
        var hasMetadata = false;
        foreach (var member in value.Root.Members)
        {
            builder.RawName(member.RawName);
            if (!member.NameEquals("metadata"u8) || !member.Value.IsObject)
            {
                builder.Value(member.Value);
                continue;
            }

            hasMetadata = true;
            WriteMetadata(builder, member.Value, managed);
        }

        if (!hasMetadata && managed is { IsEmpty: false })
        {
            builder.Name("metadata"u8);
            WriteMetadata(builder, default, managed);
        }

        return builder.EndObject().Build();
    }

    private static void WriteMetadata(DocumentBuilder builder, DocumentValue metadata, ManagedFields? managed)
    {
        builder.StartObject();
        foreach (var field in metadata.Members)
        {
            if (!field.NameEquals("managedFields"u8))
            {
                builder.RawName(field.RawName).Value(field.Value);
            }
        }

        if (managed is { IsEmpty: false })
        {
            builder.Name("managedFields"u8);
            managed.WriteTo(builder);
        }

        builder.EndObject();
    }
}
