using Fleet.Grains.Clusters.Conditions;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;
using Fleet.Resources;
using Fleet.Storage.Log;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fleet.Grains.Clusters.Directory;

/// <summary>
/// Keeps the fleet's clusters in line with a folder of kubeconfigs (<see cref="ClusterOptions.KubeconfigDirectory"/>): a context that comes is declared, one
/// whose file changes is connected anew, one that goes is removed, keeping what is in the cluster. What others have declared is left alone.
/// </summary>
public sealed partial class KubeconfigDirectory : BackgroundService
{
    /// <summary>The value of the label <c>fleetengine.io/source</c> of clusters that come from the folder.</summary>
    public const string Source = "kubeconfig-directory";

    private readonly IFleetStore _store;
    private readonly ClusterOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<KubeconfigDirectory> _log;
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _missing = new(StringComparer.Ordinal);

    public KubeconfigDirectory(IFleetStore store, IOptions<ClusterOptions> options, TimeProvider time, ILogger<KubeconfigDirectory> log)
    {
        _store = store;
        _options = options.Value;
        _time = time;
        _log = log;
    }

    /// <summary>Brings the declared clusters in line with the folder once.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    /// <exception cref="StorageUnavailableException">The store cannot be written.</exception>
    public async Task ReconcileAsync(CancellationToken cancellationToken)
    {
        if (_options.KubeconfigDirectory is not { } folder)
        {
            return;
        }

        var scan = await KubeconfigScan.ReadAsync(folder, cancellationToken).ConfigureAwait(false);
        foreach (var fault in scan.Faults)
        {
            await TellAsync(fault, cancellationToken).ConfigureAwait(false);
        }

        foreach (var entry in scan.Entries)
        {
            await DeclareAsync(entry, cancellationToken).ConfigureAwait(false);
        }

        await RemoveAsync(folder, scan, cancellationToken).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_options.KubeconfigDirectory is not { } folder)
        {
            return;
        }

        using var timer = new PeriodicTimer(_options.KubeconfigDirectoryInterval, _time);
        do
        {
            try
            {
                await ReconcileAsync(stoppingToken).ConfigureAwait(false);
                _told.Remove(folder);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or StorageException)
            {
                if (_told.Add(folder))
                {
                    LogUnreadable(_log, folder, error.Message);
                }
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    private async Task DeclareAsync(KubeconfigEntry entry, CancellationToken cancellationToken)
    {
        var record = await _store.GetAsync(StatusKeeper.KeyOf(entry.Cluster), cancellationToken).ConfigureAwait(false);
        if (record is null)
        {
            await CreateAsync(entry, cancellationToken).ConfigureAwait(false);
        }
        else if (!IsOurs(record.Document))
        {
            if (_told.Add($"{entry.Path}\n{entry.Context}"))
            {
                LogTaken(_log, entry.Cluster, entry.Context, entry.Path);
            }
        }
        else if (!KubeconfigCluster.IsInLine(record.Document, entry))
        {
            var changed = KubeconfigCluster.Update(record.Document, entry);
            await CommitAsync(
                new Mutation(record.Key, changed) { ExpectedVersion = record.Version }, [DeclarationEvents.Updated(changed, _time.GetUtcNow())], cancellationToken).ConfigureAwait(false);
            LogDeclared(_log, entry.Cluster, "changed", entry.Context, entry.Path);
        }
    }

    private async Task CreateAsync(KubeconfigEntry entry, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var cluster = KubeconfigCluster.Create(entry, now);
        if (await CommitAsync(
            new Mutation(StatusKeeper.KeyOf(entry.Cluster), cluster) { ExpectedVersion = 0 }, DeclarationEvents.Created(cluster, now), cancellationToken).ConfigureAwait(false))
        {
            LogDeclared(_log, entry.Cluster, "added", entry.Context, entry.Path);
        }
    }

    /// <summary>Clusters of files that are there but cannot be read at present stay.</summary>
    private async Task RemoveAsync(string folder, KubeconfigScan scan, CancellationToken cancellationToken)
    {
        var there = scan.Entries.Select(entry => entry.Cluster).ToHashSet(StringComparer.Ordinal);
        var unreadable = scan.Faults.Select(fault => fault.Path).ToHashSet(StringComparer.Ordinal);
        var now = _time.GetUtcNow();
        await foreach (var record in _store.ReadAsync(RecordKey.Declared, FleetKinds.Clusters.GroupResource, cancellationToken).ConfigureAwait(false))
        {
            var name = record.Key.Object.Name;
            var path = KubeconfigCluster.PathOf(record.Document);
            if (there.Contains(name) || !IsOurs(record.Document) || Path.GetDirectoryName(path) != Path.TrimEndingDirectorySeparator(folder) || unreadable.Contains(path)
                || record.Document["metadata"u8]["deletionTimestamp"u8].IsString)
            {
                _missing.Remove(name);
                continue;
            }

            if (!_missing.TryAdd(name, now) && now - _missing[name] >= _options.KubeconfigRemovalDelay)
            {
                await CommitAsync(new Mutation(record.Key, KubeconfigCluster.Delete(record.Document, now)) { ExpectedVersion = record.Version }, [], cancellationToken).ConfigureAwait(false);
                _missing.Remove(name);
                LogDeclared(_log, name, "removed", record.Document["spec"u8]["context"u8].AsString(""), path);
            }
        }
    }

    /// <summary>Writes a change; false when somebody else was faster, which the next look finds.</summary>
    private async Task<bool> CommitAsync(Mutation mutation, IReadOnlyList<Document> events, CancellationToken cancellationToken)
    {
        try
        {
            await _store.CommitAsync(new FleetCommit { Mutations = [mutation], Events = events }, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (CommitConflictException)
        {
            return false;
        }
    }

    private async Task TellAsync(KubeconfigFault fault, CancellationToken cancellationToken)
    {
        if (!_told.Add($"{fault.Path}\n{fault.Digest}"))
        {
            return;
        }

        LogFault(_log, fault.Path, fault.Message);
        var told = DocumentNode.Object(
            ("specversion", "1.0"),
            ("type", "io.fleetengine.kubeconfig.malformed"),
            ("source", "/fleet"),
            ("subject", Path.GetFileName(fault.Path)),
            ("time", Timestamps.FormatMicro(_time.GetUtcNow())),
            ("datacontenttype", "application/json"),
            ("data", DocumentNode.Object(("file", fault.Path), ("message", fault.Message))));
        await _store.CommitAsync(new FleetCommit { Events = [told.ToDocument()] }, cancellationToken).ConfigureAwait(false);
    }

    private static bool IsOurs(Document cluster) => cluster["metadata"u8]["labels"u8][ClusterAnnotations.SourceLabel].AsString() == Source;
}
