using System.Text;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Protobuf;

/// <summary>
/// Objects as Go clients exchange them with the API: <c>application/vnd.kubernetes.protobuf</c>, the magic <c>k8s\0</c> and a
/// <c>runtime.Unknown</c> that holds apiVersion, kind and the object's message. kubectl sends its typed writes so since 1.33.
/// Source: <c>k8s.io/apimachinery/pkg/runtime/serializer/protobuf</c>.
/// </summary>
public static class ProtobufObject
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/vnd.kubernetes.protobuf";

    private static ReadOnlySpan<byte> Magic => "k8s\0"u8;

    /// <summary>The object as a JSON document, zero values of non-pointer fields left out.</summary>
    /// <exception cref="ProtobufFormatException">The bytes are malformed, or of a kind or with a field that has no known numbers.</exception>
    public static Document Decode(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith(Magic))
        {
            throw new ProtobufFormatException("The body does not start with the bytes of a Kubernetes protobuf object (k8s\\0).");
        }

        var unknown = body[Magic.Length..];
        ReadOnlySpan<byte> typeMeta = default, raw = default;
        var reader = new ProtobufReader(unknown);
        while (reader.TryRead(out var number, out _, out var value))
        {
            typeMeta = number == 1 ? unknown[value] : typeMeta;
            raw = number == 2 ? unknown[value] : raw;
        }

        var (apiVersion, kind) = ReadTypeMeta(typeMeta);
        var message = ProtobufMessages.Instance.Find(apiVersion, kind)
            ?? throw new ProtobufFormatException($"There are no protobuf numbers for kind {kind} of {apiVersion}; send it as JSON.");
        return new ProtobufDecoder().Decode(apiVersion, kind, message, raw);
    }

    /// <summary>
    /// The bytes of an object, or null where it is of a kind or has a field without known numbers: it can then be sent as JSON only.
    /// </summary>
    public static byte[]? TryEncode(Document document)
    {
        if (document["apiVersion"u8].AsString() is not { } apiVersion || document["kind"u8].AsString() is not { } kind
            || ProtobufMessages.Instance.Find(apiVersion, kind) is not { } message)
        {
            return null;
        }

        var raw = new ProtobufWriter();
        if (!ProtobufEncoder.TryWrite(raw, message, document.Root, isRoot: true))
        {
            return null;
        }

        var typeMeta = new ProtobufWriter();
        typeMeta.Text(1, apiVersion);
        typeMeta.Text(2, kind);
        var unknown = new ProtobufWriter();
        unknown.Raw(Magic);
        unknown.Bytes(1, typeMeta.Written);
        unknown.Bytes(2, raw.Written);
        unknown.Text(3, "");
        unknown.Text(4, "");
        return unknown.Written.ToArray();
    }

    private static (string ApiVersion, string Kind) ReadTypeMeta(ReadOnlySpan<byte> typeMeta)
    {
        string apiVersion = "", kind = "";
        var reader = new ProtobufReader(typeMeta);
        while (reader.TryRead(out var number, out _, out var value))
        {
            apiVersion = number == 1 ? Encoding.UTF8.GetString(typeMeta[value]) : apiVersion;
            kind = number == 2 ? Encoding.UTF8.GetString(typeMeta[value]) : kind;
        }

        return (apiVersion, kind);
    }
}
