using System.Security.Cryptography;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Discovery;

/// <summary>An answer that clients may keep: its bytes and the hash that tells whether it changed (SHA-512, upper-case hex, as upstream).</summary>
internal sealed record TaggedDocument(ReadOnlyMemory<byte> Utf8, string Hash)
{
    public static TaggedDocument Of(Document document)
    {
        var utf8 = document.ToUtf8();
        return new(utf8, Convert.ToHexString(SHA512.HashData(utf8.Span)));
    }
}
