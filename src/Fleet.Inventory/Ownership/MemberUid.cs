using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Inventory.Ownership;

/// <summary>The identity of a member object in 16 bytes: its UID, which is a UUID with all Kubernetes servers, else a hash of it.</summary>
internal static class MemberUid
{
    public static Guid Of(DocumentValue uid)
    {
        if (uid.TryGetUtf8(out var utf8))
        {
            return utf8.Length == 36 && Utf8Parser.TryParse(utf8, out Guid uuid, out var used) && used == 36 ? uuid : Hash(utf8);
        }

        return Hash(Encoding.UTF8.GetBytes(uid.AsString("")));
    }

    /// <summary>The identity of an object; one without UID is its kind and name.</summary>
    public static Guid Of(GroupKind kind, Document resource)
    {
        var metadata = resource["metadata"u8];
        var uid = metadata["uid"u8];
        return uid.IsString
            ? Of(uid)
            : Hash(Encoding.UTF8.GetBytes($"{kind}/{metadata["namespace"u8].AsString("")}/{metadata["name"u8].AsString("")}"));
    }

    private static Guid Hash(ReadOnlySpan<byte> text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        return new Guid(hash[..16]);
    }
}
