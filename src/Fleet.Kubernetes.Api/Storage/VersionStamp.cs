using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Storage;

/// <summary>Writes <c>metadata.resourceVersion</c> into documents; everything else is copied by its bytes.</summary>
public static class VersionStamp
{
    /// <summary>The document at another version; it must be an object with <c>metadata</c>.</summary>
    public static Document Apply(Document document, long version)
    {
        Span<byte> text = stackalloc byte[20];
        version.TryFormat(text, out var length);
        return Rewrite(document, text[..length]);
    }

    /// <summary>The document without a version, as dry runs of creates answer.</summary>
    public static Document Remove(Document document) => document["metadata"u8]["resourceVersion"u8].Exists ? Rewrite(document, default) : document;

    private static Document Rewrite(Document document, ReadOnlySpan<byte> version)
    {
        using var builder = new DocumentBuilder();
        builder.StartObject();
        foreach (var member in document.Root.Members)
        {
            if (member.NameEquals("metadata"u8) && member.Value.IsObject)
            {
                WriteMetadata(builder.Name("metadata"u8), member.Value, version);
            }
            else
            {
                builder.Member(member);
            }
        }

        return builder.EndObject().Build();
    }

    private static void WriteMetadata(DocumentBuilder builder, DocumentValue metadata, ReadOnlySpan<byte> version)
    {
        builder.StartObject();
        var pending = version.Length > 0;
        foreach (var member in metadata.Members)
        {
            if (member.NameEquals("resourceVersion"u8))
            {
                continue;
            }

            if (pending && !IsIdentity(member))
            {
                builder.Name("resourceVersion"u8).String(version);
                pending = false;
            }

            builder.Member(member);
        }

        if (pending)
        {
            builder.Name("resourceVersion"u8).String(version);
        }

        builder.EndObject();
    }

    /// <summary>Fields that stand before the version in the order clients are used to.</summary>
    private static bool IsIdentity(DocumentMember member) =>
        member.NameEquals("name"u8) || member.NameEquals("generateName"u8) || member.NameEquals("namespace"u8) || member.NameEquals("uid"u8);
}
