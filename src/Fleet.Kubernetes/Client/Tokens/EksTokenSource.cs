using System.Buffers.Text;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Fleet.Kubernetes.Values;

namespace Fleet.Kubernetes.Client.Tokens;

/// <summary>
/// EKS by IRSA: the pod's projected token is exchanged for a session of a role (<c>AssumeRoleWithWebIdentity</c>), and a presigned
/// <c>GetCallerIdentity</c> of that session, bound to the cluster's name by a signed header, is the bearer token.
/// </summary>
/// <remarks>Source: https://github.com/kubernetes-sigs/aws-iam-authenticator (pkg/token): tokens are accepted for 15 minutes; they are taken for 14.</remarks>
internal sealed partial class EksTokenSource : ITokenSource
{
    private const string Prefix = "k8s-aws-v1.";
    private static readonly string[] ProviderHosts = [".eks.amazonaws.com", ".eks.amazonaws.com.cn", ".api.aws"];
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(14);

    private readonly string _cluster;
    private readonly string _region;
    private readonly string _role;
    private readonly ManagedTokenOptions _options;
    private readonly TokenService _service;
    private readonly TimeProvider _time;
    private readonly Uri _sts;
    private volatile AwsCredentials? _session;

    public EksTokenSource(string cluster, string region, string role, ManagedTokenOptions options, TokenService service, TimeProvider time)
    {
        _cluster = NamePattern().IsMatch(cluster) ? cluster : throw new KubeconfigException($"eks.cluster is \"{cluster}\"; a cluster's name in EKS is accepted.");
        _region = RegionPattern().IsMatch(region) ? region : throw new KubeconfigException($"eks.region is \"{region}\"; a region such as eu-central-1 is accepted.");
        _role = RolePattern().IsMatch(role) ? role : throw new KubeconfigException($"eks.roleArn is \"{role}\"; arn:aws:iam::ACCOUNT:role/NAME, or AWS_ROLE_ARN in the environment, is accepted.");
        if (options.AwsTokenFile.Length == 0)
        {
            throw new KubeconfigException("eks: AWS_WEB_IDENTITY_TOKEN_FILE is not set; a pod whose service account has a role (IRSA) has it.");
        }

        _options = options;
        _service = service;
        _time = time;
        _sts = options.AwsStsEndpoint ?? new Uri($"https://sts.{region}.amazonaws.com{(region.StartsWith("cn-", StringComparison.Ordinal) ? ".cn" : "")}/");
        Name = $"EKS (cluster {cluster}, region {region}, role {role})";
    }

    public string Name { get; }

    public bool Trusts(Uri server) => TrustedHosts.Contain(server, ProviderHosts, _options.TrustedHosts);

    public async ValueTask<ServiceToken> FetchAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();

        // A token ends with the session that signed it.
        if (_session is not { } session || session.ExpiresAt - now < TokenLifetime + TimeSpan.FromMinutes(1))
        {
            _session = session = await AssumeRoleAsync(cancellationToken).ConfigureAwait(false);
        }

        var url = AwsSigner.Presign(
            new Uri(_sts, "?Action=GetCallerIdentity&Version=2011-06-15"),
            new Dictionary<string, string> { ["x-k8s-aws-id"] = _cluster },
            session,
            _region,
            "sts",
            now,
            TimeSpan.FromMinutes(1));
        var expires = session.ExpiresAt < now + TokenLifetime ? session.ExpiresAt : now + TokenLifetime;
        return new ServiceToken(Prefix + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(url)), expires);
    }

    private async Task<AwsCredentials> AssumeRoleAsync(CancellationToken cancellationToken)
    {
        var token = await TokenService.ReadTokenFileAsync(Name, _options.AwsTokenFile, cancellationToken).ConfigureAwait(false);
        using var request = new HttpRequestMessage(HttpMethod.Post, _sts)
        {
            Content = new FormUrlEncodedContent(
            [
                new("Action", "AssumeRoleWithWebIdentity"),
                new("Version", "2011-06-15"),
                new("RoleArn", _role),
                new("RoleSessionName", "fleet"),
                new("DurationSeconds", "3600"),
                new("WebIdentityToken", token),
            ]),
        };
        var body = await _service.SendAsync(Name, request, body => Parse(body)?.Descendants().FirstOrDefault(element => element.Name.LocalName == "Code")?.Value, cancellationToken).ConfigureAwait(false);
        var credentials = Parse(body)?.Descendants().FirstOrDefault(element => element.Name.LocalName == "Credentials");
        string Text(string name) => credentials?.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value ?? "";
        return Text("AccessKeyId") is { Length: > 0 } key && Text("SecretAccessKey") is { Length: > 0 } secret && Text("SessionToken") is { Length: > 0 } sessionToken
            && Timestamps.TryParse(Text("Expiration"), out var expires)
            ? new AwsCredentials(key, secret, sessionToken, expires)
            : throw new CredentialsUnavailableException(Name, "the answer of STS holds no credentials", isTransient: false);
    }

    /// <summary>Null for what is not XML; DTDs are not read.</summary>
    private static XElement? Parse(byte[] body)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(body), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            return XElement.Load(reader);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    [GeneratedRegex("^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$")]
    private static partial Regex NamePattern();

    [GeneratedRegex("^[a-z]{2}(-[a-z]+)+-[0-9]{1,2}$")]
    private static partial Regex RegionPattern();

    [GeneratedRegex("^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]{1,512}$")]
    private static partial Regex RolePattern();
}
