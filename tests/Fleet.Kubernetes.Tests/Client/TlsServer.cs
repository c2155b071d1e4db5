using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fleet.Kubernetes.Tests.Client;

/// <summary>A TLS server with its own authority, client certificates and HTTP/2, as API servers are.</summary>
internal sealed class TlsServer : IAsyncDisposable
{
    private static readonly DateTimeOffset End = new(2090, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly WebApplication _app;
    private readonly ECDsa _authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private TlsServer(HttpProtocols protocols, RequestDelegate answer, bool intermediate)
    {
        var request = new CertificateRequest("CN=test authority", _authorityKey, HashAlgorithmName.SHA256) { CertificateExtensions = { new X509BasicConstraintsExtension(true, false, 0, true) } };
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var root = new CertificateRequest("CN=root", rootKey, HashAlgorithmName.SHA256) { CertificateExtensions = { new X509BasicConstraintsExtension(true, false, 0, true) } }
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, End.AddDays(1));
        Authority = intermediate
            ? request.Create(root, DateTimeOffset.UnixEpoch, End, RandomNumberGenerator.GetBytes(8)).CopyWithPrivateKey(_authorityKey)
            : request.CreateSelfSigned(DateTimeOffset.UnixEpoch, End);
        var (certificate, key) = Issue("CN=localhost", request =>
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(IPAddress.Loopback);
            names.AddDnsName("kubernetes");
            request.CertificateExtensions.Add(names.Build());
        });
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = protocols;
            listen.Use(next => context =>
            {
                Interlocked.Increment(ref _connections);
                return next(context);
            });
            listen.UseHttps(https =>
            {
                https.ServerCertificate = Load(certificate, key);
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                https.AllowAnyClientCertificate();
            });
        }));
        _app = builder.Build();
        _app.Run(answer);
    }

    private int _connections;

    public int Connections => _connections;

    public X509Certificate2 Authority { get; }

    public string Url { get; private set; } = "";

    /// <param name="protocols">What it speaks.</param>
    /// <param name="answer">How it answers.</param>
    /// <param name="intermediate">Its authority is not a root, and the root is not to be had.</param>
    public static async Task<TlsServer> StartAsync(HttpProtocols protocols, RequestDelegate answer, bool intermediate = false)
    {
        var server = new TlsServer(protocols, answer, intermediate);
        await server._app.StartAsync();
        server.Url = server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return server;
    }

    public string Kubeconfig(string user, string cluster = "", bool withAuthority = true) => $$"""
        current-context: test
        contexts: [{name: test, context: {cluster: c, user: u} }]
        clusters: [{name: c, cluster: {server: "{{Url}}", {{(withAuthority ? $"certificate-authority-data: {Base64(Other().ExportCertificatePem() + "\n" + Authority.ExportCertificatePem())}" : "")}}{{cluster}} } }]
        users: [{name: u, user: { {{user}} } }]
        """;

    /// <summary>A certificate of the authority, with its key, as PEM.</summary>
    public (string Certificate, string Key) Issue(string subject, Action<CertificateRequest>? configure = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        configure?.Invoke(request);
        using var certificate = request.Create(Authority, DateTimeOffset.UnixEpoch, new DateTimeOffset(2089, 1, 1, 0, 0, 0, TimeSpan.Zero), RandomNumberGenerator.GetBytes(8));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    public static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _authorityKey.Dispose();
    }

    private static X509Certificate2 Load(string certificate, string key) =>
        X509CertificateLoader.LoadPkcs12(X509Certificate2.CreateFromPem(certificate, key).Export(X509ContentType.Pkcs12), null);

    /// <summary>An authority nobody uses, first in the bundle.</summary>
    private static X509Certificate2 Other()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=other", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, End);
    }
}
