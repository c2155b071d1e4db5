using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Reading;

/// <summary>Where the next page of a list starts: opaque to clients, of upstream's form (base64url of <c>{"v":"meta.k8s.io/v1","rv":…,"start":…}</c>).</summary>
/// <param name="Version">The state of the first page; -1 for whatever is newest (an inconsistent continuation).</param>
/// <param name="After">The last key of the page before: name, or <c>namespace/name</c> in lists over all namespaces.</param>
internal readonly record struct ContinueToken(long Version, string After)
{
    public const long Newest = -1;

    private static readonly SearchValues<char> Base64UrlAlphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <exception cref="ApiException">400: no such token was ever given out; worded as upstream's <c>DecodeContinue</c>.</exception>
    public static ContinueToken Parse(string text)
    {
        var token = Decode(text);
        var version = token["v"u8].AsString("");
        if (version != "meta.k8s.io/v1")
        {
            throw Invalid($"server does not recognize this encoded version {version}");
        }

        if (token["rv"u8].AsInt64() is not { } resourceVersion || resourceVersion == 0)
        {
            throw Invalid("continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)");
        }

        var start = token["start"u8].AsString("");
        if (start.Length == 0)
        {
            throw Invalid("continue key is not valid: encoded start key empty (version meta.k8s.io/v1)");
        }

        if (start.Split('/', StringSplitOptions.None).Skip(start.StartsWith('/') ? 1 : 0).Any(part => part is "" or "." or ".."))
        {
            throw Invalid($"invalid key: {start}");
        }

        return new ContinueToken(resourceVersion, start.TrimStart('/').TrimEnd('\0'));
    }

    /// <summary>Namespace and name of the key, the namespace taken from the request where the list is of one namespace.</summary>
    public (string Namespace, string Name) Key(string? namespaceName, bool isNamespaced)
    {
        var slash = After.IndexOf('/');
        return namespaceName is not null || !isNamespaced || slash < 0 ? (namespaceName ?? "", After) : (After[..slash], After[(slash + 1)..]);
    }

    public override string ToString()
    {
        using var builder = new DocumentBuilder();
        builder.StartObject().Name("v").String("meta.k8s.io/v1").Name("rv").Number(Version).Name("start").String($"/{After}\0").EndObject();
        return Base64Url.EncodeToString(Encoding.UTF8.GetBytes(builder.Build().ToString()));
    }

    private static Document Decode(string text)
    {
        var illegal = text.AsSpan().IndexOfAnyExcept(Base64UrlAlphabet);
        var bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        if (illegal >= 0 || Base64Url.DecodeFromChars(text, bytes, out _, out var length) != OperationStatus.Done)
        {
            throw Invalid($"invalid key: illegal base64 data at input byte {(illegal >= 0 ? illegal : text.Length)}");
        }

        bytes = bytes[..length];
        try
        {
            return Document.Parse(bytes);
        }
        catch (DocumentFormatException error)
        {
            throw Invalid($"invalid key: {Decoding.GoJsonErrors.Describe(bytes, error)}");
        }
    }

    private static ApiException Invalid(string problem) => StatusError.BadRequest($"invalid continue token: {problem}");
}
