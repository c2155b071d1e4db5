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

    /// <exception cref="ApiException">400: no such token was ever given out.</exception>
    public static ContinueToken Parse(string text)
    {
        try
        {
            var token = Document.Parse(Base64Url.DecodeFromChars(text));
            if (token["v"u8].StringEquals("meta.k8s.io/v1"u8) && token["rv"u8].AsInt64() is { } version && version is > 0 or Newest
                && token["start"u8].AsString() is { Length: > 0 } start)
            {
                return new ContinueToken(version, start.TrimStart('/').TrimEnd('\0'));
            }
        }
        catch (Exception error) when (error is FormatException)
        {
            throw StatusError.BadRequest($"continue key is not valid: {error.Message}");
        }

        throw StatusError.BadRequest("continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)");
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
}
