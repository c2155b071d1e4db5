using Fleet.Grains.Clusters;
using Fleet.Grains.Clusters.Connecting;
using Fleet.Grains.Clusters.Following;
using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Documents;
using Fleet.Resources.Clusters;
using Fleet.Storage.Log;
using Fleet.Storage.Memory;
using Fleet.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Fleet.Grains.Tests.Clusters;

/// <summary>One session over a kubeconfig text, with shards that record.</summary>
internal sealed class SessionHarness : IClusterConnector, IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ClusterServices _services;

    public SessionHarness(string kubeconfig, Action<ClusterOptions>? configure = null, ClusterSpec? spec = null, ConnectionGate? gate = null)
    {
        Kubeconfig = kubeconfig;
        Spec = spec ?? new ClusterSpec { Context = "c1" };
        var options = new ClusterOptions();
        configure?.Invoke(options);
        var wrapped = Options.Create(options);
        Gate = gate ?? new ConnectionGate(wrapped);
        _services = new ClusterServices(this, Gate, wrapped, TimeProvider.System, new DocumentPool(), new GrainInstruments(new TestMeters()), NullLogger<ClusterSession>.Instance);
        Store = new MemoryFleetStore(TimeProvider.System);
        Ownership = new ClusterOwnership(Store, "c1", "silo-a");
        Session = new ClusterSession("c1", Spec, _services, Shards, Ownership, () => { });
    }

    public ConnectionGate Gate { get; }

    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    public string Kubeconfig { get; set; }

    public ClusterSpec Spec { get; }

    public IFleetStore Store { get; }

    public ClusterOwnership Ownership { get; }

    public ClusterSession Session { get; }

    public RecordingShards Shards { get; } = new();

    public Task Running { get; private set; } = Task.CompletedTask;

    public ClusterObservation Seen => Session.Observe();

    public async Task StartAsync()
    {
        await Ownership.AcquireAsync(default);
        Running = Session.RunAsync(_stop.Token);
    }

    public async Task SyncAsync()
    {
        await StartAsync();
        await Eventually.TrueAsync(() => Seen.IsSynced || Running.IsCompleted, $"synced: {Seen.Problem} {Seen.FeedProblem}");
        Assert.False(Running.IsCompleted, Running.Exception?.ToString());
    }

    public void Check() => Session.Check(_stop.Token);

    public Task<ClusterConnection> ConnectAsync(string cluster, ClusterSpec spec, CancellationToken cancellationToken) => ClusterConnection.CreateAsync(
        new ClusterConnectionOptions { KubeconfigContent = Kubeconfig, Context = spec.Context, ConnectTimeout = TimeSpan.FromSeconds(5), RequestTimeout = RequestTimeout }, TimeProvider.System, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        await Store.DisposeAsync();
    }
}
