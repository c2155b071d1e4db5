using System.Collections.Concurrent;
using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Resources;

namespace Fleet.Grains.Clusters.Following;

/// <summary>A feed with all that follows the cluster for it: one follower a kind, and one of the nodes. Runs once.</summary>
internal sealed class FeedRun
{
    /// <summary>How long pods wait for their owners' kinds to be read; then they come in any order and wait in the router.</summary>
    private static readonly TimeSpan OwnersFirst = TimeSpan.FromSeconds(15);

    /// <summary>A kind that fails this long holds up the others no longer.</summary>
    private static readonly TimeSpan KindPatience = TimeSpan.FromMinutes(1);

    private readonly TaskCompletionSource<FeedEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop;
    private readonly MemberFeed _feed;
    private readonly NodeCapacity _capacity;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<GroupKind, bool> _givenUp = new();
    private readonly List<KindFollower> _owners = [];
    private readonly List<KindFollower> _others = [];
    private readonly TaskCompletionSource _ownersSynced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _ownersLeft;

    /// <param name="client">The cluster.</param>
    /// <param name="survey">What to follow.</param>
    /// <param name="feed">Makes the feed, given what ends it.</param>
    /// <param name="capacity">Told of the nodes.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stateChanged">Told when a follower's connection comes or goes.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public FeedRun(
        KubernetesApiClient client, ClusterSurvey survey, Func<CancellationToken, MemberFeed> feed, NodeCapacity capacity, TimeProvider time, Action stateChanged, CancellationToken cancellationToken)
    {
        Survey = survey;
        _time = time;
        Started = time.GetTimestamp();
        _capacity = capacity;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _feed = feed(_stop.Token);
        foreach (var kind in survey.Kinds)
        {
            var follower = new KindFollower(client, kind.Resource, kind.FieldSelector, stateChanged, next => AcceptAsync(kind, next));
            (kind.IsOwner ? _owners : _others).Add(follower);
        }

        if (survey.Nodes is { } nodes)
        {
            _others.Add(new KindFollower(client, nodes, fieldSelector: null, stateChanged, AcceptNodeAsync));
        }

        _ownersLeft = _owners.Count;
        if (_ownersLeft == 0)
        {
            _ownersSynced.TrySetResult();
        }
    }

    public ClusterSurvey Survey { get; }

    /// <summary>A timestamp of the clock.</summary>
    public long Started { get; }

    public FeedIdentity Identity => _feed.Identity;

    /// <summary>Every shard has the whole state of every kind.</summary>
    public Task Synced => _feed.Synced;

    public bool IsSynced => _feed.Synced.IsCompletedSuccessfully;

    public long Changes => _feed.Changes;

    public IReadOnlyList<KindState> States => [.. _owners.Concat(_others).Select(follower => follower.State)];

    /// <summary>Objects followed.</summary>
    public int Objects => States.Sum(state => state.Objects);

    /// <summary>To be called now and then: starts anew where only that puts things right, and goes on without kinds that cannot be read.</summary>
    public void Check()
    {
        if (!IsSynced && _time.GetElapsedTime(Started) > KindPatience)
        {
            foreach (var kind in Survey.Kinds.Where(kind => States.Any(state => state is { HasSynced: false, Error: not null } && state.Resource == kind.ToString())))
            {
                if (_feed.GiveUp(kind.Kind.GroupKind))
                {
                    _givenUp.TryAdd(kind.Kind.GroupKind, true);
                }
            }
        }

        if (_feed.NeedsResync)
        {
            End(new FeedEnd(FeedEndReason.Resync));
        }
    }

    public void End(FeedEnd end) => _ended.TrySetResult(end);

    /// <summary>Follows until something ends it, and is at rest when it returns.</summary>
    public async Task<FeedEnd> RunAsync()
    {
        _capacity.Clear();
        using var registration = _stop.Token.Register(() => End(new FeedEnd(FeedEndReason.Stopped)));
        var running = _owners.ConvertAll(RunAsync);
        await Task.WhenAny(_ownersSynced.Task, _ended.Task, Task.Delay(OwnersFirst, _time, _stop.Token)).ConfigureAwait(false);
        running.AddRange(_others.Select(RunAsync));
        var end = await Task.WhenAny(_ended.Task, FailedAsync()).Unwrap().ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(running).ConfigureAwait(false);
        _stop.Dispose();
        return end;
    }

    private async Task<FeedEnd> FailedAsync() => new(FeedEndReason.Failed, await _feed.Failed.ConfigureAwait(false));

    private async Task RunAsync(KindFollower follower)
    {
        try
        {
            await follower.RunAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            // It was in the middle of something when the feed ended.
        }
        catch (Exception error)
        {
            // Whatever it was, the shards do not have it: only the whole state again makes them right.
            End(new FeedEnd(FeedEndReason.Failed, error));
        }
    }

    private async ValueTask AcceptAsync(FollowedKind kind, WatchEvent next)
    {
        if (next.Type != WatchEventType.Bookmark)
        {
            var isDeleted = next.Type == WatchEventType.Deleted;
            await _feed.AcceptAsync(kind.Kind, next.IsTombstone ? next.Object : kind.Watched.Prune(next.Object), isDeleted).ConfigureAwait(false);
        }
        else if (next.IsInitialEventsEnd)
        {
            await _feed.KindSyncedAsync(kind.Kind.GroupKind).ConfigureAwait(false);
            if (_givenUp.ContainsKey(kind.Kind.GroupKind))
            {
                // It can be read after all, and only a new feed confirms what was published of it.
                End(new FeedEnd(FeedEndReason.MoreKinds));
            }

            if (kind.IsOwner && Interlocked.Decrement(ref _ownersLeft) == 0)
            {
                _ownersSynced.TrySetResult();
            }
        }
    }

    private ValueTask AcceptNodeAsync(WatchEvent next)
    {
        if (next.Type != WatchEventType.Bookmark)
        {
            _capacity.Accept(next.Object.Root, next.Type == WatchEventType.Deleted);
        }

        return ValueTask.CompletedTask;
    }
}
