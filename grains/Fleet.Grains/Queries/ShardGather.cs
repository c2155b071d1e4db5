using Fleet.Grains.Placement;
using Fleet.Inventory.Queries;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Queries;

/// <summary>
/// Puts a question to all silos, each once, and sees to it that no cluster is answered for twice. While nothing moves an answer costs no work a cluster:
/// silos name what they have by a stamp.
/// </summary>
internal sealed partial class ShardGather(LocalShards local, FleetQueryClient remote, ClusterOwners owners, FleetDirectory directory, TableSnapshots table, ILogger<ShardGather> log)
{
    private const int Attempts = 3;

    private volatile Coverage _coverage = Coverage.None;

    /// <exception cref="WorkloadQueryException">The question is not valid.</exception>
    public async ValueTask<Gathered> AskAsync(SiloQuestion question, CancellationToken cancellationToken)
    {
        await directory.Loaded.WaitAsync(cancellationToken).ConfigureAwait(false);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var asked = _coverage;
            var answers = await AskAllAsync(question, asked, cancellationToken).ConfigureAwait(false);
            var held = answers.ConvertAll(answer => KeyValuePair.Create(answer.Silo, answer.Answer.Held));
            var isKnown = asked.IsOf(held, directory.OwnershipStamp);
            if (!isKnown || !asked.Missing.IsEmpty)
            {
                // Somebody did not answer or has not got what it should: what this silo knows of owners must be as new as what the asker may have seen.
                await directory.CatchUpAsync(cancellationToken).ConfigureAwait(false);
            }

            var coverage = isKnown ? asked : asked.With(held, directory);
            _coverage = coverage;
            if (answers.TrueForAll(answer => asked.ExceptOf(answer.Silo).SequenceEqual(coverage.ExceptOf(answer.Silo))))
            {
                table.KeepOnly(coverage.Missing);
                return new(answers.ConvertAll(answer => answer.Answer), coverage.Missing);
            }
        }

        // Clusters change hands faster than they can be asked for; the store knows them all.
        return new([], [.. directory.Clusters.Where(Coverage.HasRows).Select(cluster => cluster.Name)]);
    }

    private async ValueTask<List<(SiloAddress Silo, SiloAnswer Answer)>> AskAllAsync(
        SiloQuestion question, Coverage coverage, CancellationToken cancellationToken)
    {
        var silos = owners.Silos;
        SiloQuestion For(SiloAddress silo) => question with { KnownStamp = coverage.StampOf(silo), Except = coverage.ExceptOf(silo) };

        // The calls are under way while this silo scans its own shards.
        var calls = new List<(SiloAddress Silo, Task<SiloAnswer> Call)>(silos.Count);
        foreach (var silo in silos)
        {
            if (!silo.Equals(owners.Local))
            {
                calls.Add((silo, remote.On(silo).AskAsync(For(silo), cancellationToken)));
            }
        }

        var answers = new List<(SiloAddress, SiloAnswer)>(calls.Count + 1)
        {
            (owners.Local, await local.AskAsync(For(owners.Local), cancellationToken).ConfigureAwait(false)),
        };
        foreach (var (silo, call) in calls)
        {
            try
            {
                answers.Add((silo, await call.ConfigureAwait(false)));
            }
            catch (Exception e) when (e is not WorkloadQueryException && !cancellationToken.IsCancellationRequested)
            {
                LogNoAnswer(log, silo, e.Message);
            }
        }

        return answers;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Silo {Silo} does not answer; its clusters are answered for from the store: {Reason}")]
    private static partial void LogNoAnswer(ILogger log, SiloAddress silo, string reason);
}
