using Fleet.Grains.Clusters.Conditions;
using Fleet.Grains.Clusters.Connecting;
using Fleet.Grains.Clusters.Following;
using Fleet.Inventory.Ownership;
using Fleet.Kubernetes.Client;
using Fleet.Resources.Clusters;
using Fleet.Storage.Log;

namespace Fleet.Grains.Clusters;

/// <summary>
/// The connection to one cluster as one spec declares it, and the feeds over it: connects, finds out what can be followed, follows it, and begins again
/// where that is called for, until it is stopped or another has become the owner. Lives outside the grain; thread safe.
/// </summary>
internal sealed partial class ClusterSession
{
    /// <summary>A cluster that is read for the first time makes room for the next after this long, however large it is.</summary>
    private static readonly TimeSpan MaxReadTurn = TimeSpan.FromSeconds(10);

    /// <summary>A cluster that is too large is read again in the hope that somebody has tidied up, and each time for nothing if not.</summary>
    private static readonly TimeSpan TooLargePause = TimeSpan.FromMinutes(10);

    private readonly string _cluster;
    private readonly ClusterSpec _spec;
    private readonly ClusterServices _services;
    private readonly IShardSink _sink;
    private readonly ClusterOwnership _ownership;
    private readonly WatchedKinds _watched;
    private readonly Action _changed;
    private readonly NodeCapacity _capacity = new();
    private readonly TimeProvider _time;
    private volatile ClusterProblem? _problem;
    private volatile ClusterProblem? _feedProblem;
    private volatile ClusterSurvey? _survey;
    private volatile ReachableCluster? _reached;
    private volatile FeedRun? _run;
    private long _lastContact;
    private int _shards;
    private int _feeds;

    /// <param name="cluster">Its name in the fleet.</param>
    /// <param name="spec">As declared.</param>
    /// <param name="services">What sessions share.</param>
    /// <param name="sink">Where batches go.</param>
    /// <param name="ownership">Acquired already.</param>
    /// <param name="changed">Told that <see cref="Observe"/> may give something else; must be quick.</param>
    public ClusterSession(string cluster, ClusterSpec spec, ClusterServices services, IShardSink sink, ClusterOwnership ownership, Action changed)
    {
        _cluster = cluster;
        _spec = spec;
        _services = services;
        _sink = sink;
        _ownership = ownership;
        _changed = changed;
        _time = services.Time;
        _watched = services.WatchedKinds(spec.Kinds);
    }

    /// <summary>Into how many shards the cluster is cut; 0 before that is known.</summary>
    public int Shards => Volatile.Read(ref _shards);

    /// <summary>Runs until cancelled.</summary>
    /// <exception cref="FencedException">Another has become the owner.</exception>
    public Task RunAsync(CancellationToken cancellationToken) => Task.Run(() => LoopAsync(cancellationToken), CancellationToken.None);

    /// <summary>What is known now.</summary>
    public ClusterObservation Observe()
    {
        var run = _run;
        var reached = _reached;
        var states = run?.States ?? [];
        return new ClusterObservation
        {
            Problem = _problem,
            LastContact = LastContact(states),
            Server = reached?.Server ?? "",
            Version = reached?.Version ?? "",
            Capacity = states.Any(state => state is { Resource: "nodes", HasSynced: true }) ? _capacity.Total : null,
            Survey = _survey,
            Kinds = states,
            IsSynced = run?.IsSynced == true,
            Reading = run is { IsSynced: false } ? _time.GetElapsedTime(run.Started) : null,
            FeedProblem = _feedProblem,
            Feed = run?.Identity,
        };
    }

    /// <summary>Reads everything again.</summary>
    public void Resync() => _run?.End(new FeedEnd(FeedEndReason.Resync));

    /// <summary>A shard has lost its place: it has to be given everything anew.</summary>
    public void ShardLost(int shard) => _run?.End(new FeedEnd(FeedEndReason.Failed, new InvalidOperationException($"Shard {shard} of {_cluster} lost its place.")));

    private async Task LoopAsync(CancellationToken cancellationToken)
    {
        var backoff = new Backoff(_time);
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                try
                {
                    await ConnectAsync(cancellationToken).ConfigureAwait(false);
                }
                catch (Exception error) when (error is ClusterException or KubeconfigException or StorageUnavailableException && !cancellationToken.IsCancellationRequested)
                {
                    var delay = backoff.Next((error as ClusterException)?.RetryAfter);
                    Unreachable(ClusterProblem.Of(error));
                    LogUnreachable(_services.Log, _cluster, _problem!.Reason, _problem.Message, delay);
                    await Task.Delay(delay, _time, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped.
        }
        finally
        {
            _run = null;
        }
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _services.Connector.ConnectAsync(_cluster, _spec, cancellationToken).ConfigureAwait(false);
        var client = new KubernetesApiClient(connection);
        using (await _services.Gate.ContactAsync(cancellationToken).ConfigureAwait(false))
        {
            var version = await client.GetVersionAsync(cancellationToken).ConfigureAwait(false);
            Contact();
            _reached = new ReachableCluster(connection.Server.GetLeftPart(UriPartial.Path), version.GitVersion);
        }

        using var turn = await _services.Gate.ReadAsync(cancellationToken).ConfigureAwait(false);
        var surveyor = new Surveyor(client, _watched, _spec.Access);
        var survey = await surveyor.SurveyAsync(cancellationToken).ConfigureAwait(false);
        await CutAsync(await surveyor.CountAsync(survey.Kinds, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        Contact();
        _survey = survey;
        _surveyed = _time.GetTimestamp();
        _problem = null;
        LogConnected(_services.Log, _cluster, _reached.Version, survey.Kinds.Length, _shards);
        _changed();
        await FollowAsync(client, survey, turn, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Decides into how many shards the cluster is cut. Within an epoch that does not change: whoever has been fed under it is fenced off.</summary>
    private async Task CutAsync(long objects, CancellationToken cancellationToken)
    {
        if (_shards != 0 && !ShardCount.IsOutgrown(_shards, objects, _services.Options))
        {
            return;
        }

        var shards = ShardCount.For(objects, _services.Options);
        if (_feeds > 0)
        {
            await _ownership.VerifyAsync(cancellationToken).ConfigureAwait(false);
            await _ownership.AcquireAsync(cancellationToken).ConfigureAwait(false);
            _feeds = 0;
        }

        Volatile.Write(ref _shards, shards);
    }

    /// <summary>One feed after the other, until the connection has to be made anew.</summary>
    private async Task FollowAsync(KubernetesApiClient client, ClusterSurvey survey, IDisposable turn, CancellationToken cancellationToken)
    {
        var backoff = new Backoff(_time);
        while (true)
        {
            var run = CreateRun(client, survey, cancellationToken);
            var running = run.RunAsync();
            _run = run;
            _client = client;
            _ = ReportSyncAsync(run, turn, cancellationToken);
            var end = await running.ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            _services.Instruments.OnFeedEnded(end.Reason.ToString());
            LogFeedEnded(_services.Log, _cluster, run.Identity.Feed, run.Identity.Epoch, end.Reason);
            switch (end.Reason)
            {
                case FeedEndReason.Reconnect:
                    throw new ClusterUnreachableException($"{client.Connection.Name}: the credentials are refused; they are looked up again.");
                case FeedEndReason.Failed:
                    await RecoverAsync(run, end.Error, backoff, cancellationToken).ConfigureAwait(false);
                    break;
                case FeedEndReason.Outgrown:
                    await CutAsync(run.Objects, cancellationToken).ConfigureAwait(false);
                    break;
            }

            survey = _survey ?? survey;
        }
    }

    private FeedRun CreateRun(KubernetesApiClient client, ClusterSurvey survey, CancellationToken cancellationToken)
    {
        var identity = new FeedIdentity(_ownership.Epoch, ++_feeds, _shards);
        return new FeedRun(
            client,
            survey,
            stop => CreateFeed(identity, survey, stop),
            _capacity,
            _time,
            OnFollowerState,
            cancellationToken);
    }

    private MemberFeed CreateFeed(FeedIdentity identity, ClusterSurvey survey, CancellationToken stop)
    {
        var router = new MemberRouter(_cluster, _watched, _time, identity.Shards);
        var feed = new MemberFeed(router, identity, survey, _sink, _services.Options, _time, stop);
        feed.Start(_watched.All.Select(kind => kind.Kind.GroupKind));
        return feed;
    }

    private async Task RecoverAsync(FeedRun run, Exception? error, Backoff backoff, CancellationToken cancellationToken)
    {
        await _ownership.VerifyAsync(cancellationToken).ConfigureAwait(false);
        var isTooLarge = error is ClusterTooLargeException;
        var delay = backoff.Next(isTooLarge ? TooLargePause : null);
        _feedProblem = new ClusterProblem(isTooLarge ? "TooLarge" : "FeedFailed", error?.Message ?? "A shard did not take what it was given.");
        LogFeedFailed(_services.Log, error, _cluster, run.Identity.Feed, run.Identity.Epoch, delay);
        _changed();
        await Task.Delay(delay, _time, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives the turn back when the first read is over or takes long, and says so when everything is in the shards.</summary>
    private async Task ReportSyncAsync(FeedRun run, IDisposable turn, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAny(run.Synced, Task.Delay(MaxReadTurn, _time, cancellationToken)).ConfigureAwait(false);
            turn.Dispose();
            await run.Synced.WaitAsync(cancellationToken).ConfigureAwait(false);
            _feedProblem = null;
            _changed();
        }
        catch (OperationCanceledException)
        {
            // Stopped before.
        }
    }

    private void Unreachable(ClusterProblem problem)
    {
        _problem = problem;
        _changed();
    }

    /// <summary>Followers say how long ago, not when: a difference of measuring is no news.</summary>
    private DateTimeOffset? LastContact(IReadOnlyList<KindState> states)
    {
        var known = Interlocked.Read(ref _lastContact);
        if (states.Min(state => state.Lag) is { } lag && (_time.GetUtcNow() - lag).UtcTicks is var heard && heard - known > TimeSpan.TicksPerSecond)
        {
            Interlocked.Exchange(ref _lastContact, heard);
            known = heard;
        }

        return known == 0 ? null : new DateTimeOffset(known, TimeSpan.Zero);
    }

    private void Contact() => Interlocked.Exchange(ref _lastContact, _time.GetUtcNow().UtcTicks);

    private sealed record ReachableCluster(string Server, string Version);
}
