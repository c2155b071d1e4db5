using Fleet.Kubernetes.Api;
using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Api.Discovery;
using Fleet.Kubernetes.Api.Http;
using Fleet.Kubernetes.Api.OpenApi;
using Fleet.Simulator.Clusters;
using Fleet.Simulator.Controllers;
using Fleet.Simulator.Controllers.Runtime;
using Fleet.Simulator.Kinds;
using Fleet.Simulator.Seeding;
using Fleet.Simulator.Time;
using Fleet.Testing.Transcripts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fleet.Simulator.Tests.Transcripts;

/// <summary>One simulated cluster behind plain HTTP, for replays before there is a host.</summary>
internal sealed class HostedCluster : IAsyncDisposable
{
    private const string AdministratorHeader = "x-test-administrator";

    private readonly WebApplication _application;
    private readonly ControllerLoop _loop;
    private readonly SimulatedCluster _cluster;

    private HostedCluster(WebApplication application, ControllerLoop loop, SimulatedCluster cluster) => (_application, _loop, _cluster) = (application, loop, cluster);

    public TranscriptTarget Target()
    {
        var administrator = new HttpClient();
        administrator.DefaultRequestHeaders.Add(AdministratorHeader, "yes");
        return new TranscriptTarget(new Uri(_application.Urls.First()), administrator, new HttpClient(), (by, cancellation) => _loop.AdvanceAsync(by, cancellation));
    }

    public static async Task<HostedCluster> StartAsync()
    {
        var clock = new SimulatedClock(ClockSpecification.Manual, TimeProvider.System);
        var loop = new ControllerLoop(clock, NullLogger<ControllerLoop>.Instance);
        var cluster = new SimulatedCluster("c1", 0, ClusterResources.Create(), clock, new ResourceServiceOptions { StoragePrefix = "/c1" });
        cluster.Start(loop, "certificate", workloadControllers: true, seed: 1);
        loop.Start();
        for (var index = 0; index < 6; index++)
        {
            var node = NodeFactory.Create("c1", index).Root.ToNode();
            node["status"] = NodeFactory.CreateStatus(clock.GetUtcNow());
            await cluster.Objects.CreateAsync(KnownResources.Nodes, node.ToDocument(), CancellationToken.None);
            await cluster.Objects.UpdateStatusAsync(KnownResources.Nodes, node.ToDocument(), CancellationToken.None);
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        var api = new KubernetesApi(cluster.Resources, new KubernetesApiOptions
        {
            Authenticator = new UnionAuthenticator(new Administrator(), new BearerTokenAuthenticator(new StaticTokens(new Dictionary<string, UserInfo>()))),
            Discovery = new DiscoveryHandler(SimulatedVersion.Current),
            Paths = [new OpenApiHandler(SimulatedVersion.Current)],
        });
        application.MapKubernetesApi("", api);
        await application.StartAsync();
        return new HostedCluster(application, loop, cluster);
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _cluster.Dispose();
        await _loop.DisposeAsync();
    }

    private sealed class Administrator : IAuthenticator
    {
        public ValueTask<AuthenticationOutcome> AuthenticateAsync(HttpContext http, CancellationToken cancellationToken) =>
            new(http.Request.Headers.ContainsKey(AdministratorHeader)
                ? new AuthenticationOutcome(new UserInfo("admin") { Groups = ["system:masters", "system:authenticated"] }, false)
                : AuthenticationOutcome.None);
    }
}
