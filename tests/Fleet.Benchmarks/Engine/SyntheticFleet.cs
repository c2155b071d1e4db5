using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fleet.Benchmarks.Engine;

/// <summary>
/// Many clusters that only list and watch: workloads of 8 KB pods made up while they are sent, so that a load of hundreds of thousands of pods costs
/// the machine that makes it next to nothing. TLS with HTTP/2, as real clusters have.
/// </summary>
internal sealed class SyntheticFleet : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly Dictionary<string, SyntheticCluster> _clusters;

    private SyntheticFleet(WebApplication application, Dictionary<string, SyntheticCluster> clusters, Uri address) =>
        (_application, _clusters, Address) = (application, clusters, address);

    public Uri Address { get; }

    public IReadOnlyCollection<SyntheticCluster> Clusters => _clusters.Values;

    public static async Task<SyntheticFleet> StartAsync(IEnumerable<SyntheticCluster> clusters)
    {
        var byName = clusters.ToDictionary(cluster => cluster.Name, StringComparer.Ordinal);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(Certificate()));
        });
        var application = builder.Build();
        application.Map("/clusters/{name}/{**path}", http => HandleAsync(http, byName));
        await application.StartAsync();
        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new SyntheticFleet(application, byName, new Uri(address));
    }

    /// <summary>A kubeconfig of all clusters, a context each.</summary>
    public async Task WriteKubeconfigAsync(string path)
    {
        var text = new StringBuilder("apiVersion: v1\nkind: Config\nusers: [{name: load, user: {token: load}}]\nclusters:\n");
        foreach (var name in _clusters.Keys)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"- {{name: {name}, cluster: {{server: \"{Address}clusters/{name}\", insecure-skip-tls-verify: true}}}}\n");
        }

        text.Append("contexts:\n");
        foreach (var name in _clusters.Keys)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"- {{name: {name}, context: {{cluster: {name}, user: load}}}}\n");
        }

        await File.WriteAllTextAsync(path, text.ToString());
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static Task HandleAsync(HttpContext http, Dictionary<string, SyntheticCluster> clusters) =>
        clusters.TryGetValue((string)http.Request.RouteValues["name"]!, out var cluster)
            ? SyntheticApi.HandleAsync(http, cluster, (string?)http.Request.RouteValues["path"] ?? "")
            : NotFound(http);

    private static Task NotFound(HttpContext http)
    {
        http.Response.StatusCode = 404;
        return Task.CompletedTask;
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=load", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddDays(2));
    }
}
