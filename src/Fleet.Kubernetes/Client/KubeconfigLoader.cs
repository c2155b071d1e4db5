using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Fleet.Kubernetes.Client.Tokens;
using k8s;
using k8s.KubeConfigModels;

namespace Fleet.Kubernetes.Client;

/// <summary>
/// Turns options into an endpoint with credentials: resolves the context in the kubeconfig and checks what it leads to. Names are case-sensitive, as for
/// kubectl.
/// </summary>
internal sealed class KubeconfigLoader
{
    private readonly ClusterConnectionOptions _options;
    private readonly TimeProvider _time;
    private readonly bool _execAllowed;
    private readonly bool _filesAllowed;

    private KubeconfigLoader(ClusterConnectionOptions options, TimeProvider time, bool isTrusted)
    {
        _options = options;
        _time = time;
        _execAllowed = options.AllowExecPlugins ?? isTrusted;
        _filesAllowed = options.AllowFileReferences ?? isTrusted;
    }

    /// <exception cref="KubeconfigException">Names the file, context and field that cannot be used.</exception>
    public static async Task<ClusterEndpointConfiguration> LoadAsync(ClusterConnectionOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        options.Validate();
        if (options.InCluster)
        {
            return new KubeconfigLoader(options, time, isTrusted: true).InCluster();
        }

        if (options.Endpoint is { } given)
        {
            return Managed(given, time);
        }

        var kubeconfig = options.Kubeconfig
            ?? (options.KubeconfigContent is { } content
                ? Kubeconfig.Parse(content)
                : await Kubeconfig.ReadAsync(options.KubeconfigPath, cancellationToken).ConfigureAwait(false));
        return new KubeconfigLoader(options, time, kubeconfig.IsTrusted).Resolve(kubeconfig);
    }

    private ClusterEndpointConfiguration InCluster()
    {
        if (!KubernetesClientConfiguration.IsInCluster())
        {
            throw new KubeconfigException("InCluster is set, but this does not run in a pod with a service account (KUBERNETES_SERVICE_HOST and its token file are expected).");
        }

        var configuration = KubernetesClientConfiguration.InClusterConfig();
        return new ClusterEndpointConfiguration
        {
            Name = $"in-cluster ({configuration.Host})",
            Server = ServerUri(configuration.Host, "in-cluster configuration"),
            Authorities = configuration.SslCaCerts,
            Namespace = configuration.Namespace,
            Credentials = new TokenFileCredentialSource("/var/run/secrets/kubernetes.io/serviceaccount/token", certificate: null, _time),
        };
    }

    private static ClusterEndpointConfiguration Managed(ClusterEndpointOptions given, TimeProvider time)
    {
        var server = ServerUri(given.Server, $"{given.Name}: endpoint");
        if (!given.Tokens.Trusts(server))
        {
            throw new KubeconfigException($"{given.Name}: endpoint {server.Host} is not an API server of {given.Tokens.Name}, and its tokens are not sent elsewhere; the provider's host, or one of {nameof(ManagedTokenOptions.TrustedHosts)}, is accepted.");
        }

        return new ClusterEndpointConfiguration
        {
            Name = $"{given.Name} ({server.GetLeftPart(UriPartial.Path)})",
            Server = server,
            Authorities = given.CertificateAuthorityData.Length == 0 ? null : Bundle(FromBase64(given.CertificateAuthorityData, $"{given.Name}: caData"), $"{given.Name}: caData"),
            TlsServerName = given.TlsServerName.Length == 0 ? null : given.TlsServerName,
            Credentials = new RefreshedCredentialSource(given.Tokens, time),
        };
    }

    private ClusterEndpointConfiguration Resolve(Kubeconfig kubeconfig)
    {
        var where = kubeconfig.Source;
        var name = _options.Context ?? kubeconfig.CurrentContext
            ?? throw new KubeconfigException($"{where}: no context is named and current-context is not set.") { Problem = KubeconfigProblem.NoSuchContext };
        var (_, context) = kubeconfig.FindContext(name)
            ?? throw new KubeconfigException($"{where}: the context \"{name}\" does not exist; there are {Names(kubeconfig.Contexts)}.") { Problem = KubeconfigProblem.NoSuchContext };
        var place = $"{where}, context \"{name}\"";
        var details = context.ContextDetails ?? throw new KubeconfigException($"{place}: the field context is missing.");
        var (clusterFile, cluster) = kubeconfig.FindCluster(details.Cluster ?? "")
            ?? throw new KubeconfigException($"{place}: context.cluster names \"{details.Cluster}\", which clusters does not have.");
        var endpoint = cluster.ClusterEndpoint ?? throw new KubeconfigException($"{place}: clusters[\"{cluster.Name}\"].cluster is missing.");
        var clusterPlace = $"{place}: clusters[\"{cluster.Name}\"].cluster";
        var server = ServerUri(endpoint.Server, clusterPlace);

        KubeconfigFile? userFile = null;
        User? user = null;
        if (!string.IsNullOrEmpty(details.User))
        {
            (userFile, user) = kubeconfig.FindUser(details.User)
                ?? throw new KubeconfigException($"{place}: context.user names \"{details.User}\", which users does not have.");
        }

        return new ClusterEndpointConfiguration
        {
            Name = $"{name} ({server.GetLeftPart(UriPartial.Path)})",
            Server = server,
            Namespace = string.IsNullOrEmpty(details.Namespace) ? null : details.Namespace,
            Authorities = server.Scheme == Uri.UriSchemeHttps ? Authorities(endpoint, clusterFile, clusterPlace) : null,
            SkipTlsVerify = endpoint.SkipTlsVerify,
            TlsServerName = string.IsNullOrEmpty(endpoint.TlsServerName) ? null : endpoint.TlsServerName,
            Proxy = clusterFile.Proxies.TryGetValue(cluster.Name, out var proxy) ? ProxyUri(proxy, $"{clusterPlace}.proxy-url") : null,
            Credentials = user?.UserCredentials is { } credentials
                ? Source(credentials, user.Name, userFile!, endpoint, $"{place}: users[\"{user.Name}\"].user")
                : CredentialSource.Fixed(Credentials.None),
            Impersonation = Impersonation(user?.UserCredentials, userFile?.ImpersonatedUids.GetValueOrDefault(user!.Name), $"{place}: users[\"{user?.Name}\"].user"),
        };
    }

    private static string Names(IReadOnlyList<string> names) =>
        names.Count == 0 ? "none" : string.Join(", ", names.Take(10)) + (names.Count > 10 ? $" and {names.Count - 10} more" : "");

    private static Uri ServerUri(string? server, string place)
    {
        if (string.IsNullOrWhiteSpace(server))
        {
            throw new KubeconfigException($"{place}.server is empty; an http or https URL is expected.");
        }

        // kubectl takes a bare host:port as https.
        var text = server.Contains("://", StringComparison.Ordinal) ? server : "https://" + server;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp) || uri.UserInfo.Length > 0 || uri.Query.Length > 0)
        {
            throw new KubeconfigException($"{place}.server is not an http or https URL without user information and query.");
        }

        return new Uri(uri.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/");
    }

    private static Uri ProxyUri(string proxy, string place) =>
        Uri.TryCreate(proxy, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "socks5"
            ? uri
            : throw new KubeconfigException($"{place} is not an http, https or socks5 URL.");

    private X509Certificate2Collection? Authorities(ClusterEndpoint endpoint, KubeconfigFile file, string place)
    {
        if (Data(endpoint.CertificateAuthorityData, endpoint.CertificateAuthority, file, $"{place}.certificate-authority") is not { } data)
        {
            return null;
        }

        // As client-go: whoever gives an authority wants it checked.
        return endpoint.SkipTlsVerify
            ? throw new KubeconfigException($"{place}: certificate-authority(-data) and insecure-skip-tls-verify are both set; one of them is accepted.")
            : Bundle(data, $"{place}.certificate-authority(-data)");
    }

    private static X509Certificate2Collection Bundle(byte[] data, string field)
    {
        try
        {
            return ClientCertificates.ReadBundle(data) is { Count: > 0 } bundle ? bundle : throw new KubeconfigException($"{field} holds no certificate.");
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            throw new KubeconfigException($"{field} is not a PEM certificate.");
        }
    }

    private static byte[] FromBase64(string text, string field)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            throw new KubeconfigException($"{field} is not base64.");
        }
    }

    private CredentialSource Source(UserCredentials user, string name, KubeconfigFile file, ClusterEndpoint cluster, string place)
    {
        RefuseUnencrypted(user, name, file, cluster, place);
        if (user.ExternalExecution is { } exec)
        {
            return _execAllowed
                ? new ExecCredentialSource(ExecPlugin.From(place, exec, cluster, file.Folder), _options.ExecTimeout, _time)
                : throw new KubeconfigException($"{place}.exec: exec plugins are not allowed for this kubeconfig.");
        }

        if (user.AuthProvider is { } provider)
        {
            throw new KubeconfigException($"{place}.auth-provider \"{provider.Name}\": auth providers were removed from Kubernetes in 1.26; exec is accepted.");
        }

        var certificate = Certificate(user, file, place);

        // As client-go: tokenFile takes precedence over token.
        if (file.TokenFiles.TryGetValue(name, out var tokenFile))
        {
            return new TokenFileCredentialSource(ReadablePath(tokenFile, file, $"{place}.tokenFile"), certificate, _time);
        }

        AuthenticationHeaderValue? header = null;
        if (!string.IsNullOrEmpty(user.Token))
        {
            var token = user.Token.Trim();
            header = token.Any(c => c is <= ' ' or > '~')
                ? throw new KubeconfigException($"{place}.token holds characters a token cannot have.")
                : new AuthenticationHeaderValue("Bearer", token);
        }
        else if (!string.IsNullOrEmpty(user.UserName))
        {
            header = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user.UserName}:{user.Password}")));
        }

        return CredentialSource.Fixed(new Credentials { Header = header, Certificate = certificate });
    }

    /// <summary>kubectl leaves credentials out of plain http without a word, and the server then answers 401.</summary>
    private static void RefuseUnencrypted(UserCredentials user, string name, KubeconfigFile file, ClusterEndpoint cluster, string place)
    {
        var hasSecret = user.ExternalExecution is not null || file.TokenFiles.ContainsKey(name) || !string.IsNullOrEmpty(user.Token) || !string.IsNullOrEmpty(user.UserName);
        if (hasSecret && ServerUri(cluster.Server, place) is { IsLoopback: false } server && server.Scheme == Uri.UriSchemeHttp)
        {
            throw new KubeconfigException($"{place}: its credentials would go unencrypted to {server}; an https server, or http on this machine, is accepted.");
        }
    }

    private X509Certificate2? Certificate(UserCredentials user, KubeconfigFile file, string place)
    {
        var certificate = Data(user.ClientCertificateData, user.ClientCertificate, file, $"{place}.client-certificate");
        var key = Data(user.ClientKeyData, user.ClientKey, file, $"{place}.client-key");
        if (certificate is null && key is null)
        {
            return null;
        }

        if (certificate is null || key is null)
        {
            throw new KubeconfigException($"{place}: {(certificate is null ? "client-key is set without client-certificate" : "client-certificate is set without client-key")}.");
        }

        X509Certificate2 loaded;
        try
        {
            loaded = ClientCertificates.FromPem(Encoding.Latin1.GetString(certificate), Encoding.Latin1.GetString(key));
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            throw new KubeconfigException($"{place}: client-certificate(-data) and client-key(-data) are not a PEM certificate with its key.");
        }

        return loaded.NotAfter.ToUniversalTime() >= _time.GetUtcNow().UtcDateTime
            ? loaded
            : throw new KubeconfigException($"{place}: client-certificate(-data) expired at {loaded.NotAfter.ToUniversalTime():yyyy-MM-ddTHH:mm:ssZ}.") { Problem = KubeconfigProblem.CertificateExpired };
    }

    /// <summary>What a <c>x-data</c> field holds, or the file its <c>x</c> field names; the data wins, as for kubectl.</summary>
    private byte[]? Data(string? base64, string? path, KubeconfigFile file, string field)
    {
        if (!string.IsNullOrEmpty(base64))
        {
            return FromBase64(base64, $"{field}-data");
        }

        if (string.IsNullOrEmpty(path))
        {
            return null;
        }

        var full = ReadablePath(path, file, field);
        try
        {
            return File.ReadAllBytes(full);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new KubeconfigException($"{field}: {full} cannot be read: {error.Message}", error);
        }
    }

    private string ReadablePath(string path, KubeconfigFile file, string field) => _filesAllowed
        ? Path.GetFullPath(path, file.Folder ?? Environment.CurrentDirectory)
        : throw new KubeconfigException($"{field}: references to files are not allowed for this kubeconfig.");

    private static List<KeyValuePair<string, string>> Impersonation(UserCredentials? user, string? uid, string place)
    {
        var headers = new List<KeyValuePair<string, string>>();
        if (user is null || string.IsNullOrEmpty(user.Impersonate))
        {
            // As client-go: the request would be made in the caller's own name.
            return uid is null ? headers : throw new KubeconfigException($"{place}.as-uid is set without as; a uid is impersonated together with a user.");
        }

        headers.Add(new("Impersonate-User", user.Impersonate));
        if (uid is not null)
        {
            headers.Add(new("Impersonate-Uid", uid));
        }

        var groups = user.ImpersonateGroups?.ToList() ?? [];
        if (groups.Count > 1)
        {
            // HttpClient joins equal header names into one line, which the server would take for one group of that long name.
            throw new KubeconfigException($"{place}.as-groups has {groups.Count} groups; one is accepted.");
        }

        headers.AddRange(groups.Select(group => KeyValuePair.Create("Impersonate-Group", group)));
        headers.AddRange((user.ImpersonateUserExtra ?? []).Select(extra => KeyValuePair.Create($"Impersonate-Extra-{Uri.EscapeDataString(extra.Key)}", extra.Value)));

        // A header that cannot be sent would be left out, and the request made in the caller's own name.
        return headers.All(header => header.Value.All(c => c is >= ' ' and <= '~'))
            ? headers
            : throw new KubeconfigException($"{place}.as, as-uid, as-groups or as-user-extra holds characters a header cannot have; printable ASCII is accepted.");
    }
}
