using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Fleet.Api.Storage;
using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Documents;
using Fleet.Resources;
using Fleet.Resources.Access;

namespace Fleet.Api.Identity;

/// <summary>
/// The tokens this fleet gave out: the administrator's and those of AccessToken objects. Only hashes are kept; a token ends when its object goes or its time
/// comes, at once.
/// </summary>
public sealed class FleetTokens : ITokenAuthenticator
{
    /// <summary>Holders of ingest tokens are in it, and may do nothing but send samples.</summary>
    public const string IngestGroup = "fleetengine.io:ingest";

    /// <summary>The extra of an ingest user that names its clusters.</summary>
    public const string IngestClusters = "fleetengine.io/clusters";

    private readonly WatchCache _objects;
    private readonly TimeProvider _time;
    private readonly byte[] _admin;
    private readonly ConditionalWeakTable<Document, AccessTokenSpec> _specs = [];

    public FleetTokens(WatchCache objects, AdminToken admin, TimeProvider time)
    {
        _objects = objects;
        _time = time;
        _admin = Hash(admin.Value);
    }

    public ValueTask<UserInfo?> FindAsync(string token, CancellationToken cancellationToken)
    {
        var hash = Hash(token);
        if (CryptographicOperations.FixedTimeEquals(hash, _admin))
        {
            return new(new UserInfo("fleet:admin") { Groups = [UserInfo.MastersGroup] });
        }

        // The text is that of a hash: comparing it gives nothing away about a token.
        var text = Convert.ToHexStringLower(hash);
        foreach (var candidate in _objects.Snapshot(FleetKinds.AccessTokens.GroupResource))
        {
            var spec = _specs.GetValue(candidate.Document, document => AccessTokenSpec.Read(document.Root));
            if (spec.TokenHash == text)
            {
                return new(spec.ExpiresAt <= _time.GetUtcNow() ? null : UserOf(spec));
            }
        }

        return new((UserInfo?)null);
    }

    private static UserInfo UserOf(AccessTokenSpec spec) => spec.IsIngest
        ? new UserInfo(spec.User) { Groups = [IngestGroup], Extra = new Dictionary<string, IReadOnlyList<string>> { [IngestClusters] = [.. spec.Clusters] } }
        : new UserInfo(spec.User) { Groups = [.. spec.Groups.Where(group => !ReservedNames.IsGroup(group))] };

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
