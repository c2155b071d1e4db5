using System.Security.Cryptography;
using System.Text;
using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Api.Discovery;

/// <summary>The hash by which clients see that a resource's storage version changed: the first 8 bytes of SHA-256 over <c>group/version/kind</c>, Base64.</summary>
/// <remarks>k8s.io/apiserver/pkg/endpoints/discovery/storageversionhash.go.</remarks>
internal static class StorageVersionHash
{
    public static string Of(GroupVersionKind storage)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{storage.Group}/{storage.Version}/{storage.Kind}"), hash);
        return Convert.ToBase64String(hash[..8]);
    }
}
