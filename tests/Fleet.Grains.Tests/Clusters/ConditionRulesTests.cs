using Fleet.Grains.Clusters.Conditions;
using Fleet.Grains.Clusters.Following;
using Fleet.Kubernetes.Client;

namespace Fleet.Grains.Tests.Clusters;

public sealed class ConditionRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 2, 0, 0, TimeSpan.Zero);

    private static readonly ClusterObservation Healthy = new()
    {
        Version = "v1.36.0",
        LastContact = Now,
        Survey = new ClusterSurvey([], null, []),
        IsSynced = true,
        Kinds = [new KindState("pods", HasSynced: true, IsFailing: false, 3, TimeSpan.FromSeconds(30), null)],
    };

    [Fact]
    public void Conditions_nothing_tried_are_unknown() => Check(
        ClusterObservation.None, "Reachable=Unknown/Connecting Authorized=Unknown/NotAsked Synced=False/Reading Ready=False/Reading");

    [Fact]
    public void Conditions_all_is_well_are_true() => Check(Healthy, "Reachable=True/Connected Authorized=True/Allowed Synced=True/UpToDate Ready=True/Ready");

    [Fact]
    public void Conditions_paused_is_stale_not_unreachable() => Check(
        Healthy with { IsPaused = true }, "Reachable=Unknown/Paused Authorized=True/Allowed Synced=False/Stale Ready=False/Stale");

    [Fact]
    public void Conditions_unreachable_says_of_when_what_is_known_is()
    {
        var conditions = ConditionRules.Of(Healthy with { Problem = new("TLS", "not our CA") }, Now);
        Assert.Equal("What is known is of 2026-11-25T02:00:00Z.", conditions[2].Message);
        Assert.Equal(("TLS", "Reachable is False: not our CA"), (conditions[3].Reason, conditions[3].Message));
    }

    [Fact]
    public void Conditions_bad_credentials_are_neither_reachable_nor_authorized() => Check(
        Healthy with { Problem = new("BadCredentials", "401") }, "Reachable=False/BadCredentials Authorized=False/BadCredentials Synced=False/Stale Ready=False/BadCredentials");

    [Fact]
    public void Conditions_verbs_are_missing_names_them()
    {
        var seen = Healthy with { Survey = new ClusterSurvey([], null, [new("pods", "Pod", ["list", "watch"]), new("Rollout.argoproj.io", "Rollout.argoproj.io", [])]) };
        Check(seen, "Reachable=True/Connected Authorized=False/MissingPermissions Synced=True/UpToDate Ready=False/MissingPermissions");
        Assert.Equal("The credentials may not list, watch pods. `fleet cluster rbac` writes what is needed.", ConditionRules.Of(seen, Now)[1].Message);
    }

    [Fact]
    public void Conditions_kind_is_not_served_or_a_secret_is_authorized_and_named()
    {
        var seen = Healthy with { Survey = new ClusterSurvey([], null, [new("Rollout.argoproj.io", "Rollout.argoproj.io", []), new("Secret", "Secret", []) { IsRefused = true }]) };
        Assert.Equal("Everything asked for may be read. Not served here: Rollout.argoproj.io. Never followed: Secret.", ConditionRules.Of(seen, Now)[1].Message);
    }

    [Fact]
    public void Conditions_watch_is_silent_names_the_kind_and_since_when()
    {
        var seen = Healthy with { Kinds = [new KindState("pods", true, false, 3, TimeSpan.FromMinutes(10), null)] };
        var synced = ConditionRules.Of(seen, Now)[2];
        Assert.Equal((false, "KindsBehind", "pods: silent since 2026-11-25T01:50:00Z"), (synced.Status, synced.Reason, synced.Message));
    }

    [Fact]
    public void Conditions_restart_before_the_first_answer_stay_as_they_were()
    {
        var before = ConditionRules.Of(Healthy, Now);
        Assert.Equal(before, ConditionRules.Of(ClusterObservation.None, Now, before));
    }

    [Theory]
    [InlineData(29, true)]
    [InlineData(31, false)]
    public void Conditions_everything_is_read_again_is_synced_for_half_a_minute_more(int seconds, bool synced)
    {
        var seen = Healthy with { IsSynced = false, Reading = TimeSpan.FromSeconds(seconds) };
        Assert.Equal(synced, ConditionRules.Of(seen, Now, ConditionRules.Of(Healthy, Now))[2].Status);
        Assert.False(ConditionRules.Of(seen, Now)[2].Status);
    }

    [Theory]
    [InlineData(typeof(TimeoutException), "Timeout")]
    [InlineData(typeof(System.Security.Authentication.AuthenticationException), "TLS")]
    [InlineData(typeof(IOException), "Unreachable")]
    public void Problem_connection_fails_is_named_by_its_cause(Type cause, string reason) =>
        Assert.Equal(reason, ClusterProblem.Of(new ClusterUnreachableException("x", (Exception)Activator.CreateInstance(cause)!)).Reason);

    [Fact]
    public void Problem_certificate_has_expired_is_named() =>
        Assert.Equal("CertificateExpired", ClusterProblem.Of(new KubeconfigException("x") { Problem = KubeconfigProblem.CertificateExpired }).Reason);

    private static void Check(ClusterObservation seen, string expected) => Assert.Equal(expected, string.Join(' ', ConditionRules.Of(seen, Now).Select(
        condition => $"{condition.Type}={condition.Status?.ToString() ?? "Unknown"}/{condition.Reason}")));
}
