using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s.KubeConfigModels;

namespace Fleet.Kubernetes.Client;

/// <content>The <c>users</c> of a kubeconfig.</content>
internal sealed partial class KubeconfigLoader
{
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
