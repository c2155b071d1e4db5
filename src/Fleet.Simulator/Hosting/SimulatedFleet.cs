using System.Net;
using System.Security.Cryptography.X509Certificates;
using Fleet.Kubernetes.Api;
using Fleet.Kubernetes.Api.CustomResources;
using Fleet.Kubernetes.Api.Metadata;
using Fleet.Kubernetes.Api.Tls;
using Fleet.Simulator.Clusters;
using Fleet.Simulator.Controllers.Nodes;
using Fleet.Simulator.Controllers.Runtime;
using Fleet.Simulator.Load;
using Fleet.Simulator.Scenarios;
using Fleet.Simulator.Seeding;
using Fleet.Simulator.Time;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Fleet.Simulator.Hosting;

/// <summary>
/// A running simulator: clusters <c>c1</c>…<c>cN</c> behind one TLS port, each under <c>/clusters/&lt;name&gt;</c>. What <c>fleet simulate</c> runs;
/// tests start it in their own process. Dispose it to stop.
/// </summary>
public sealed class SimulatedFleet : IAsyncDisposable
{
    // So many leases a real second the whole fleet renews at most; see NodeLeaseController.
    private const double LeasesPerSecond = 20;

    private static readonly TimeSpan TrimInterval = TimeSpan.FromMinutes(1);

    private readonly SimulatorOptions _options;
    private readonly CertificateAuthority _authority;
    private readonly X509Certificate2 _administrator;
    private readonly ControllerLoop _loop;
    private readonly Dictionary<string, SimulatedCluster> _clusters = new(StringComparer.Ordinal);
    private TruthWriter? _truth;
    private WebApplication? _server;
    private ITimer? _trim;

    private SimulatedFleet(SimulatorOptions options, ILoggerFactory logging)
    {
        _options = options;
        Clock = options.Clock.CreateClock(TimeProvider.System);
        _authority = new CertificateAuthority(TimeProvider.System, "fleet-simulator-ca");
        _administrator = _authority.IssueClient(KubeconfigFile.UserName, Fleet.Kubernetes.Api.Authentication.UserInfo.MastersGroup);
        _loop = new ControllerLoop(Clock, logging.CreateLogger<ControllerLoop>());
    }

    /// <summary>Where it listens: <c>https://127.0.0.1:PORT/</c>.</summary>
    public Uri Address { get; private set; } = new("https://127.0.0.1/");

    public SimulatedClock Clock { get; }

    /// <summary>The clusters in their order.</summary>
    public IReadOnlyCollection<SimulatedCluster> Clusters => _clusters.Values;

    /// <summary>The certificate authority of the port, PEM.</summary>
    public string AuthorityCertificate => _authority.Pem;

    /// <summary>The certificate of user <c>admin</c>, group <c>system:masters</c>, with its key.</summary>
    public X509Certificate2 AdministratorCertificate => _administrator;

    /// <summary>Makes and starts a fleet; it is ready when this returns.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<SimulatedFleet> StartAsync(SimulatorOptions options, ILoggerFactory logging, CancellationToken cancellationToken)
    {
        options.Validate();
        var fleet = new SimulatedFleet(options, logging);
        try
        {
            await fleet.StartAsync(logging, cancellationToken);
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    /// <summary>The cluster of a name, or null.</summary>
    public SimulatedCluster? Find(string name) => _clusters.GetValueOrDefault(name);

    /// <summary>Where a cluster's API is: what its kubeconfig calls <c>server</c>.</summary>
    public Uri ClusterAddress(string name) => new(Address, $"clusters/{name}/");

    /// <summary>A client that trusts the port and, if asked, presents the administrator's certificate.</summary>
    public HttpClient CreateClient(bool asAdministrator = true)
    {
        var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is X509Certificate2 server && IsOurs(server);
        if (asAdministrator)
        {
            handler.SslOptions.ClientCertificates = [_administrator];
        }

        return new HttpClient(handler) { BaseAddress = Address, DefaultRequestVersion = HttpVersion.Version20, Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>The kubeconfig: one context a cluster.</summary>
    public string CreateKubeconfig() => KubeconfigFile.Create(Address, _clusters.Keys, _authority, _administrator);

    /// <summary>Writes the kubeconfig atomically, readable by its owner only.</summary>
    public Task WriteKubeconfigAsync(string path, CancellationToken cancellationToken) => KubeconfigFile.WriteAsync(path, CreateKubeconfig(), cancellationToken);

    /// <summary>Advances a manual clock; controllers have finished what became due when this returns.</summary>
    /// <exception cref="InvalidOperationException">The clock is not manual.</exception>
    public Task AdvanceAsync(TimeSpan span, CancellationToken cancellationToken) => _loop.AdvanceAsync(span, cancellationToken);

    /// <summary>Completes when the controllers have nothing left to do at the present time.</summary>
    public Task DrainAsync(CancellationToken cancellationToken) => _loop.DrainAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        if (_trim is not null)
        {
            await _trim.DisposeAsync();
        }

        await _loop.DisposeAsync();
        foreach (var cluster in _clusters.Values)
        {
            await cluster.DisposeAsync();
        }

        if (_truth is not null)
        {
            await _truth.DisposeAsync();
        }

        _administrator.Dispose();
        _authority.Dispose();
    }

    /// <summary>One timer for all: a cluster at rest keeps no history for watches nobody will resume.</summary>
    private void TrimHistories()
    {
        foreach (var cluster in _clusters.Values)
        {
            cluster.Store.Trim();
        }
    }

    private async Task StartAsync(ILoggerFactory logging, CancellationToken cancellationToken)
    {
        var incidents = _options.ScenarioFile is { } file ? await ScenarioFile.ReadAsync(file, cancellationToken) : [];
        var schedule = new ScenarioSchedule();
        await CreateClustersAsync(schedule, cancellationToken);
        await schedule.FillAsync(incidents, _clusters.Values, _options.Seed, Clock.GetUtcNow(), cancellationToken);
        _truth = _options.TruthFile is { } path ? new TruthWriter(path) : null;
        StartControllers(schedule);
        var server = new SimulatorServer(this, _authority);
        (_server, var port) = await server.StartAsync(_options.Port, logging, cancellationToken);
        Address = new Uri($"https://127.0.0.1:{port}/");
    }

    private async Task CreateClustersAsync(ScenarioSchedule schedule, CancellationToken cancellationToken)
    {
        var directory = new ClusterDirectory();
        var resources = ClusterResources.Create(directory, _options.Empty ? null : new LoadModel(_options.Seed, schedule));

        // A run on a manual clock is the same each time, down to the names; elsewhere uids of two runs must not meet.
        var shared = new ResourceServiceOptions { Identities = Clock.Mode == ClockMode.Manual ? new IdentityGenerator(~_options.Seed) : new IdentityGenerator() };
        for (var i = 0; i < _options.Clusters; i++)
        {
            var cluster = new SimulatedCluster($"c{i + 1}", i, resources, Clock, shared);
            _clusters.Add(cluster.Name, cluster);
            directory.Add(cluster);
            await BootstrapRoles.StoreAsync(cluster.Store, shared.Identities, Clock.GetUtcNow(), cancellationToken);
            await BootstrapApiServices.StoreAsync(cluster.Store, resources.Resources, shared.Identities, Clock.GetUtcNow(), cancellationToken);
        }

        await using var seeder = new FleetSeeder(_options, resources, shared, _authority.Pem);
        await seeder.SeedAsync(_clusters.Values, Clock.GetUtcNow(), cancellationToken);
    }

    private void StartControllers(ScenarioSchedule schedule)
    {
        var customResources = new CustomResourceFactory();
        var period = _options.Clusters * _options.Nodes * _options.Clock.Factor / LeasesPerSecond;
        foreach (var cluster in _clusters.Values)
        {
            cluster.Start(_loop, new ClusterStart
            {
                RootCertificate = _authority.Pem,
                CustomResources = customResources,
                WorkloadControllers = _options.Controllers,
                Nodes = _options.Nodes,
                LeasePeriod = TimeSpan.FromSeconds(Math.Max(period, NodeLeaseController.ShortestPeriod.TotalSeconds)),
                Incidents = [.. schedule.Of(cluster.Name)],
                Truth = _truth,
                Seed = (_options.Seed * 31) + cluster.Index,
            });
        }

        _loop.Start();
        _trim = TimeProvider.System.CreateTimer(_ => TrimHistories(), null, TrimInterval, TrimInterval);
    }

    private bool IsOurs(X509Certificate2 server) => server.IssuerName.RawData.AsSpan().SequenceEqual(_authority.Certificate.SubjectName.RawData)
        && _authority.Issued(server);
}
