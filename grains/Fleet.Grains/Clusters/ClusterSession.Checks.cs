using System.Net;
using Fleet.Grains.Clusters.Conditions;
using Fleet.Grains.Clusters.Following;
using Fleet.Kubernetes.Client;

namespace Fleet.Grains.Clusters;

/// <content>How a session that runs finds out that something is wrong, or right again.</content>
internal sealed partial class ClusterSession
{
    /// <summary>Followers that fail all at once make the session ask the cluster itself, at most this often.</summary>
    private static readonly TimeSpan ProbePause = TimeSpan.FromSeconds(5);

    private volatile KubernetesApiClient? _client;
    private long _surveyed;
    private long _probed;
    private int _isProbing;
    private int _isSurveying;

    /// <summary>Looks after what no event tells: growth, permissions that came or went, silent watches. To be called now and then.</summary>
    public void Check(CancellationToken cancellationToken)
    {
        if (_run is not { } run)
        {
            return;
        }

        run.Check();
        if (run.IsSynced && ShardCount.IsOutgrown(run.Identity.Shards, run.Objects, _services.Options))
        {
            run.End(new FeedEnd(FeedEndReason.Outgrown));
        }
        else if (_time.GetElapsedTime(_surveyed) > ClusterServices.Jitter(_services.Options.AccessInterval))
        {
            _ = SurveyAgainAsync(run, cancellationToken);
        }

        _changed();
    }

    /// <summary>A follower's connection came or went.</summary>
    private void OnFollowerState()
    {
        if (_run is not { } run)
        {
            return;
        }

        var states = run.States;
        if (states.Count > 0 && states.All(state => state.IsFailing))
        {
            _ = ProbeAsync(run);
        }
        else if (_problem is not null && states.Any(state => state is { IsFailing: false, HasSynced: true }))
        {
            _problem = null;
        }

        if (states.Any(state => state.Error is KubernetesApiException { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.NotFound }) && _time.GetElapsedTime(_surveyed) > ProbePause)
        {
            _ = SurveyAgainAsync(run, CancellationToken.None);
        }

        _changed();
    }

    /// <summary>Asks the cluster itself: watches may be cut by something between, and one lost connection cuts all.</summary>
    private async Task ProbeAsync(FeedRun run)
    {
        if (_client is not { } client || Interlocked.Exchange(ref _isProbing, 1) == 1)
        {
            return;
        }

        try
        {
            if (_probed != 0 && _time.GetElapsedTime(_probed) < ProbePause)
            {
                return;
            }

            _probed = _time.GetTimestamp();
            await client.GetVersionAsync().ConfigureAwait(false);
            Contact();
            _problem = null;
        }
        catch (Exception error) when (error is ClusterException or KubeconfigException)
        {
            _problem = ClusterProblem.Of(error);
            if (error is KubernetesApiException { StatusCode: HttpStatusCode.Unauthorized })
            {
                run.End(new FeedEnd(FeedEndReason.Reconnect));
            }
        }
        catch (ObjectDisposedException)
        {
            // The session was stopped meanwhile.
        }
        finally
        {
            Interlocked.Exchange(ref _isProbing, 0);
            _changed();
        }
    }

    private async Task SurveyAgainAsync(FeedRun run, CancellationToken cancellationToken)
    {
        if (_client is not { } client || Interlocked.Exchange(ref _isSurveying, 1) == 1)
        {
            return;
        }

        try
        {
            _surveyed = _time.GetTimestamp();
            var survey = await new Surveyor(client, _watched, _spec.Access).SurveyAsync(cancellationToken).ConfigureAwait(false);
            Contact();
            _survey = survey;
            if (survey.HasMoreThan(run.Survey))
            {
                run.End(new FeedEnd(FeedEndReason.MoreKinds));
            }
        }
        catch (Exception error) when (error is ClusterException or KubeconfigException or ObjectDisposedException or OperationCanceledException)
        {
            LogSurveyFailed(_services.Log, _cluster, error.Message);
        }
        finally
        {
            Interlocked.Exchange(ref _isSurveying, 0);
            _changed();
        }
    }
}
