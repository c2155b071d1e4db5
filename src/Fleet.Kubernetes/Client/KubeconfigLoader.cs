using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Fleet.Kubernetes.Client.Tokens;
using k8s;
using k8s.KubeConfigModels;

namespace Fleet.Kubernetes.Client;

/// <summary>
/// Turns options into an endpoint with credentials: resolves the context in the kubeconfig and checks what it leads to. Names are case-sensitive, as for
/// kubectl.
/// </summary>
internal sealed partial class KubeconfigLoader
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
}
