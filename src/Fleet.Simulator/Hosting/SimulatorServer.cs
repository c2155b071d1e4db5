using System.Net;
using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Api.Discovery;
using Fleet.Kubernetes.Api.Http;
using Fleet.Kubernetes.Api.OpenApi;
using Fleet.Kubernetes.Api.Tls;
using Fleet.Simulator.Clusters;
using Fleet.Simulator.Kinds;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fleet.Simulator.Hosting;

/// <summary>The TLS port of a simulated fleet: <c>/clusters/&lt;name&gt;/…</c> is a cluster's API, <c>/simulator/…</c> its remote control.</summary>
internal sealed class SimulatorServer
{
    private const string ClusterPrefix = "/clusters/";

    private readonly SimulatedFleet _fleet;
    private readonly CertificateAuthority _authority;
    private readonly Dictionary<string, (SimulatedCluster Cluster, KubernetesApi Api)> _apis = new(StringComparer.Ordinal);
    private readonly ClientCertificateAuthenticator _authenticator;
    private readonly SimulatorControl _control;

    public SimulatorServer(SimulatedFleet fleet, CertificateAuthority authority)
    {
        _fleet = fleet;
        _authority = authority;
        _authenticator = new ClientCertificateAuthenticator(authority.Signed);
        _control = new SimulatorControl(fleet);
        var options = new KubernetesApiOptions
        {
            Authenticator = new UnionAuthenticator(_authenticator, new BearerTokenAuthenticator(new StaticTokens(new Dictionary<string, UserInfo>()))),
            Discovery = new DiscoveryHandler(SimulatedVersion.Current),
            Paths = [new OpenApiHandler(SimulatedVersion.Current)],
            ConnectionTime = fleet.Clock.Mode == Time.ClockMode.Manual ? fleet.Clock : TimeProvider.System,
        };
        foreach (var cluster in fleet.Clusters)
        {
            _apis.Add(cluster.Name, (cluster, new KubernetesApi(cluster.Resources, options)));
        }
    }

    /// <summary>Listens on loopback; the answer is the running application and its port.</summary>
    public async Task<(WebApplication Application, int Port)> StartAsync(int port, ILoggerFactory logging, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSingleton(logging);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, port, Configure);
        });
        var application = builder.Build();
        application.Run(HandleAsync);
        await application.StartAsync(cancellationToken);
        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return (application, new Uri(address).Port);
    }

    private void Configure(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1AndHttp2;
        listen.UseHttps(new HttpsConnectionAdapterOptions
        {
            ServerCertificate = _authority.IssueServer("kube-apiserver", "kubernetes", "kubernetes.default.svc"),
            ClientCertificateMode = ClientCertificateMode.AllowCertificate,

            // Judged by the authenticator, so that a foreign certificate gets a 401 and not a broken handshake.
            ClientCertificateValidation = (_, _, _) => true,
        });
    }

    private async Task HandleAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "/";
        if (path.StartsWith(ClusterPrefix, StringComparison.Ordinal))
        {
            var end = path.IndexOf('/', ClusterPrefix.Length);
            var name = end < 0 ? path[ClusterPrefix.Length..] : path[ClusterPrefix.Length..end];
            if (_apis.TryGetValue(name, out var served))
            {
                await ApiFaults.HandleAsync(http, served.Cluster.Faults, () => served.Api.HandleAsync(http, end < 0 ? "/" : path[end..]));
                return;
            }
        }
        else if (path.StartsWith(SimulatorControl.Prefix, StringComparison.Ordinal))
        {
            await _control.HandleAsync(http, _authenticator, path);
            return;
        }

        else if (_apis.Count == 1)
        {
            // kubectl get --raw leaves the server's path away: with one cluster there is no doubt which is meant.
            await _apis.Values.First().Api.HandleAsync(http, path);
            return;
        }

        http.Response.StatusCode = StatusCodes.Status404NotFound;
        await http.Response.WriteAsync($"No such path. Clusters are under {ClusterPrefix}<name>: {string.Join(", ", _fleet.Clusters.Take(5).Select(cluster => cluster.Name))}…\n", http.RequestAborted);
    }
}
