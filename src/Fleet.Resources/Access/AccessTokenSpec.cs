using System.Globalization;
using Fleet.Kubernetes.Documents;

namespace Fleet.Resources.Access;

/// <summary>A token by its hash, and who it stands for.</summary>
/// <param name="TokenHash">SHA-256 of the token, lower-case hexadecimal.</param>
/// <param name="User">Who its holder is.</param>
/// <param name="Groups">The groups the user is in.</param>
/// <param name="IsIngest">It is for sending samples of <paramref name="Clusters"/> only.</param>
/// <param name="Clusters">What an ingest token may send for.</param>
/// <param name="ExpiresAt">When it ends; null for never.</param>
public sealed record AccessTokenSpec(
    string TokenHash, string User, IReadOnlyList<string> Groups, bool IsIngest, IReadOnlySet<string> Clusters, DateTimeOffset? ExpiresAt)
{
    /// <summary>Reads an AccessToken object that passed validation. An end that cannot be read has passed.</summary>
    public static AccessTokenSpec Read(DocumentValue token)
    {
        var spec = token["spec"u8];
        return new AccessTokenSpec(
            spec["tokenHash"u8].AsString(""),
            spec["user"u8].AsString(""),
            SpecText.List(spec["groups"u8]),
            spec["purpose"u8].StringEquals("ingest"u8),
            SpecText.Set(spec["clusters"u8]) ?? new HashSet<string>(),
            End(spec["expiresAt"u8]));
    }

    private static DateTimeOffset? End(DocumentValue time) => time.IsNullOrUndefined
        ? null
        : DateTimeOffset.TryParse(time.AsString(""), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end) ? end : DateTimeOffset.MinValue;
}
