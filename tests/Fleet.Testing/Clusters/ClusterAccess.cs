using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Yaml;

namespace Fleet.Testing.Clusters;

/// <summary>
/// How a test reaches one cluster of a kubeconfig: its address, and HTTP clients with and without the administrator's certificate. Plain HTTP on
/// purpose: tests of the server must not share code with our own client.
/// </summary>
public sealed class ClusterAccess : IDisposable
{
    private readonly X509Certificate2 _authority;
    private readonly X509Certificate2 _certificate;
    private volatile bool _hasNoManualClock;

    private ClusterAccess(Uri address, X509Certificate2 authority, X509Certificate2 certificate)
    {
        Address = address;
        (_authority, _certificate) = (authority, certificate);
        Administrator = CreateClient(certificate);
        Anonymous = CreateClient(null);
    }

    public Uri Address { get; }

    /// <summary>The simulator's own address, where its clock is.</summary>
    public Uri Root => new(Address, "/");

    public HttpClient Administrator { get; }

    public HttpClient Anonymous { get; }

    /// <summary>Reads a context of a kubeconfig whose data is inline; null takes the current one.</summary>
    public static ClusterAccess FromKubeconfig(string file, string? context = null)
    {
        var config = YamlReader.Read(File.ReadAllText(file)).Root;
        context ??= config["current-context"u8].AsString();
        var chosen = Named(config["contexts"u8], context!)["context"u8];
        var cluster = Named(config["clusters"u8], chosen["cluster"u8].AsString()!)["cluster"u8];
        var user = Named(config["users"u8], chosen["user"u8].AsString()!)["user"u8];
        return new ClusterAccess(
            new Uri(cluster["server"u8].AsString()!),
            X509Certificate2.CreateFromPem(Pem(cluster["certificate-authority-data"u8])),
            X509Certificate2.CreateFromPem(Pem(user["client-certificate-data"u8]), Pem(user["client-key-data"u8])));
    }

    /// <summary>Moves the simulator's manual clock on; where the server has none, the time passes really.</summary>
    public async Task AdvanceAsync(TimeSpan by, CancellationToken cancellation)
    {
        if (_hasNoManualClock || !await TryAdvanceAsync(by, cancellation))
        {
            _hasNoManualClock = true;
            await Task.Delay(by, cancellation);
        }
    }

    public void Dispose()
    {
        Administrator.Dispose();
        Anonymous.Dispose();
        _authority.Dispose();
        _certificate.Dispose();
    }

    private async Task<bool> TryAdvanceAsync(TimeSpan by, CancellationToken cancellation)
    {
        using var body = new StringContent($$"""{"advance":"{{(long)by.TotalMilliseconds}}ms"}""", Encoding.UTF8, "application/json");
        using var response = await Administrator.PostAsync(new Uri(Root, "simulator/clock"), body, cancellation);
        return response.IsSuccessStatusCode;
    }

    private static DocumentValue Named(DocumentValue list, string name)
    {
        foreach (var item in list.Items)
        {
            if (item["name"u8].AsString() == name)
            {
                return item;
            }
        }

        throw new KeyNotFoundException($"The kubeconfig has no {name}.");
    }

    private static string Pem(DocumentValue data) => Encoding.ASCII.GetString(Convert.FromBase64String(data.AsString()!));

    private HttpClient CreateClient(X509Certificate2? certificate) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        SslOptions = new SslClientAuthenticationOptions
        {
            ClientCertificates = certificate is null ? null : [certificate],
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { _authority },
                RevocationMode = X509RevocationMode.NoCheck,
            },
        },
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
