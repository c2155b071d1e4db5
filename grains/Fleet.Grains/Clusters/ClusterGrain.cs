using Fleet.Grains.Clusters.Conditions;
using Fleet.Grains.Clusters.Following;
using Fleet.Grains.Clusters.Removal;
using Fleet.Grains.Inventory;
using Fleet.Grains.Placement;
using Fleet.Kubernetes.Documents;
using Fleet.Storage.Log;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Clusters;

/// <summary>A member cluster's actor: holds its tenure as long as the cluster is declared, begins a new one when the spec changes.</summary>
[ClusterPlacement]
internal sealed partial class ClusterGrain(
    IFleetStore store, ClusterServices services, ClusterRemover remover, ILocalSiloDetails silo, ILogger<ClusterGrain> log) : Grain, IClusterGrain
{
    /// <summary>For how long one that is not declared answers whoever else asks.</summary>
    private static readonly TimeSpan LingerTime = TimeSpan.FromSeconds(2);

    private ClusterTenure? _tenure;
    private IGrainTimer? _farewell;

    /// <summary>What the tenure was begun for.</summary>
    private Document? _declared;
    private Task _removal = Task.CompletedTask;
    private GrainShardSink? _sink;

    private string Cluster => this.GetPrimaryKeyString();

    private GrainShardSink Sink => _sink ??= new GrainShardSink(GrainFactory, Cluster, services.Instruments);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var period = ClusterServices.Jitter(services.Options.CheckInterval);
        this.RegisterGrainTimer(CheckAsync, new GrainTimerCreationOptions(period, period) { KeepAlive = true });
        await BringInLineAsync(cancellationToken);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => await StopAsync();

    public async Task ReconcileAsync(CancellationToken cancellationToken)
    {
        if (await BringInLineAsync(cancellationToken))
        {
            return;
        }

        if (await remover.HasLeftoversAsync(Cluster, cancellationToken))
        {
            StartRemoval(remover.RemoveLeftoversAsync);
        }
        else
        {
            _farewell ??= this.RegisterGrainTimer(CheckAsync, new GrainTimerCreationOptions(LingerTime, Timeout.InfiniteTimeSpan));
        }
    }

    public Task ResyncAsync(CancellationToken cancellationToken)
    {
        _tenure?.Resync();
        return Task.CompletedTask;
    }

    public Task ShardLostAsync(int shard, long epoch, CancellationToken cancellationToken)
    {
        _tenure?.ShardLost(shard, epoch);
        return Task.CompletedTask;
    }

    public Task<ClusterReport> ReportAsync(CancellationToken cancellationToken)
    {
        var seen = _tenure?.Observe() ?? ClusterObservation.None;
        return Task.FromResult(new ClusterReport
        {
            Name = Cluster,
            Epoch = _tenure?.Epoch ?? 0,
            IsReachable = seen is { Problem: null, Version.Length: > 0 },
            IsSynced = seen is { Problem: null, IsSynced: true },
            Shards = _tenure?.Shards ?? 0,
            Objects = seen.Objects,
            Silo = silo.SiloAddress.ToParsableString(),
            Problem = seen.Problem is { } problem ? $"{problem.Reason}: {problem.Message}" : seen.FeedProblem?.Message ?? "",
        });
    }

    /// <summary>The spec and what stands for the contents of files it names; not the status, which we write ourselves.</summary>
    private static bool SameDeclaration(Document? before, Document after) =>
        before is not null
        && before["spec"u8].DeepEquals(after["spec"u8])
        && before["metadata"u8]["annotations"u8][ClusterAnnotations.KubeconfigDigest].DeepEquals(after["metadata"u8]["annotations"u8][ClusterAnnotations.KubeconfigDigest])
        && before["metadata"u8]["uid"u8].DeepEquals(after["metadata"u8]["uid"u8]);

    /// <summary>
    /// False when no such cluster is declared. Whoever asks for one must find somebody to say so: no call ends the activation, as calls that wait behind it would be
    /// passed on to one that ends as quickly, and fail for it. A check soon after does.
    /// </summary>
    private async Task<bool> BringInLineAsync(CancellationToken cancellationToken)
    {
        if (await store.GetAsync(StatusKeeper.KeyOf(Cluster), cancellationToken) is not { } record)
        {
            await StopAsync();
            return false;
        }

        if (ClusterRemover.IsDue(record.Document))
        {
            StartRemoval(remover.RemoveAsync);
        }
        else if (_tenure is not { Completion.IsCompleted: false } || !SameDeclaration(_declared, record.Document))
        {
            await StopAsync();
            _declared = record.Document;
            _tenure = await ClusterTenure.StartAsync(Cluster, record.Document, silo.SiloAddress.ToParsableString(), store, services, Sink, cancellationToken);
            LogOwned(log, Cluster, _tenure.Epoch);
            _ = AttendAsync(_tenure);
        }

        return true;
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            // What wakes us on a change of the spec may have been lost with another silo.
            if (!await BringInLineAsync(cancellationToken))
            {
                DeactivateOnIdle();
            }

            _tenure?.Check();
        }
        catch (StorageException error)
        {
            LogNotReconciled(log, Cluster, error.Message);
        }
    }

    /// <summary>Waits for the end of a tenure, on the grain's own turn.</summary>
    private async Task AttendAsync(ClusterTenure tenure)
    {
        try
        {
            await tenure.Completion;
        }
        catch (FencedException)
        {
            LogFenced(log, Cluster, tenure.Epoch);
            DeactivateOnIdle();
        }
        catch (Exception error)
        {
            // The next check begins a new tenure.
            LogFailed(log, error, Cluster);
        }
    }

    private async Task StopAsync()
    {
        if (_tenure is { } tenure)
        {
            _tenure = null;
            await tenure.StopAsync();
        }
    }

    private void StartRemoval(Func<string, string, IShardSink, CancellationToken, Task> remove)
    {
        if (_removal.IsCompleted)
        {
            _removal = RemoveAsync(remove);
        }
    }

    private async Task RemoveAsync(Func<string, string, IShardSink, CancellationToken, Task> remove)
    {
        try
        {
            await StopAsync();
            await remove(Cluster, silo.SiloAddress.ToParsableString(), Sink, CancellationToken.None);
            LogRemoved(log, Cluster);
            if (_tenure is null)
            {
                // Else one of the same name was declared meanwhile.
                DeactivateOnIdle();
            }
        }
        catch (Exception error) when (error is StorageException or Kubernetes.Client.ClusterException or Kubernetes.Client.KubeconfigException or BatchRefusedException or TimeoutException)
        {
            // The next check tries again.
            LogNotReconciled(log, Cluster, error.Message);
        }
    }
}
