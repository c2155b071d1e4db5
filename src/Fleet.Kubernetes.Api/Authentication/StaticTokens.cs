using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace Fleet.Kubernetes.Api.Authentication;

/// <summary>A fixed table of bearer tokens. Kept and looked up by hash, so that neither memory nor timing gives a token away.</summary>
public sealed class StaticTokens(IReadOnlyDictionary<string, UserInfo> users) : ITokenAuthenticator
{
    private readonly FrozenDictionary<string, UserInfo> _users = users.ToFrozenDictionary(pair => Hash(pair.Key), pair => pair.Value, StringComparer.Ordinal);

    public ValueTask<UserInfo?> FindAsync(string token, CancellationToken cancellationToken) => new(_users.GetValueOrDefault(Hash(token)));

    private static string Hash(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
