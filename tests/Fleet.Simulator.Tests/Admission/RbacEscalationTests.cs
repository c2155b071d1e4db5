using Fleet.Kubernetes.Api.Authentication;
using Fleet.Simulator.Tests.Kinds.Rules;

namespace Fleet.Simulator.Tests.Admission;

/// <summary>Who may write roles and bindings gives only what he holds.</summary>
public sealed class RbacEscalationTests : IAsyncLifetime
{
    private const string Role = "{{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {{name: {0}}}, rules: [{1}]}}";
    private const string Binding = "{{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {{name: b{0}}}, roleRef: {{apiGroup: rbac.authorization.k8s.io, kind: {1}, name: {2}}}, subjects: [{{kind: User, apiGroup: rbac.authorization.k8s.io, name: joe}}]}}";

    private RulesBed _bed = null!;

    public async Task InitializeAsync() => _bed = await RulesBed.CreateAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("{apiGroups: [''], resources: [pods], verbs: [get]}")]
    [InlineData("{apiGroups: [''], resources: [pods, services], verbs: [get, list]}")]
    [InlineData("{apiGroups: [''], resources: [pods/log], verbs: [get]}")]
    [InlineData("{apiGroups: [apps], resources: [deployments], resourceNames: [web], verbs: [patch]}")]
    public async Task Role_of_what_is_held_is_made(string rule)
    {
        await HoldAsync(
            "{apiGroups: [''], resources: [pods, services, '*/log'], verbs: [get, list]}",
            "{apiGroups: ['*'], resources: [deployments], resourceNames: [web, shop], verbs: ['*']}");
        await _bed.CreateAsync(string.Format(null, Role, "mine", rule));
    }

    [Theory]
    [InlineData("{apiGroups: [''], resources: [pods], verbs: [get, delete]}", """{APIGroups:[""], Resources:["pods"], Verbs:["delete"]}""")]
    [InlineData("{apiGroups: [''], resources: [pods], verbs: ['*']}", """{APIGroups:[""], Resources:["pods"], Verbs:["*"]}""")]
    [InlineData("{apiGroups: ['*'], resources: [pods], verbs: [get]}", """{APIGroups:["*"], Resources:["pods"], Verbs:["get"]}""")]
    [InlineData("{apiGroups: [''], resources: [secrets], resourceNames: [a], verbs: [get, list]}", """{APIGroups:[""], Resources:["secrets"], ResourceNames:["a"], Verbs:["get" "list"]}""")]
    [InlineData("{apiGroups: [apps], resources: [deployments], verbs: [patch]}", """{APIGroups:["apps"], Resources:["deployments"], Verbs:["patch"]}""")]
    [InlineData("{apiGroups: ['', apps], resources: [secrets], verbs: [get]}", "{APIGroups:[\"\"], Resources:[\"secrets\"], Verbs:[\"get\"]}\n{APIGroups:[\"apps\"], Resources:[\"secrets\"], Verbs:[\"get\"]}")]
    public async Task Role_of_more_than_is_held_is_refused_in_upstreams_words(string rule, string missing)
    {
        await HoldAsync("{apiGroups: [''], resources: [pods], verbs: [get, list]}", "{apiGroups: [apps], resources: [deployments], resourceNames: [web], verbs: [patch]}");
        Assert.Equal(
            $"roles.rbac.authorization.k8s.io \"more\" is forbidden: user \"jane\" (groups=[\"devs\" \"system:authenticated\"]) is attempting to grant RBAC permissions not currently held:\n{missing}",
            await _bed.RefusalAsync(string.Format(null, Role, "more", rule)));
    }

    [Fact]
    public async Task Role_is_not_widened_later_and_what_is_wider_is_not_touched()
    {
        await _bed.CreateAsync(string.Format(null, Role, "wide", "{apiGroups: [''], resources: [secrets], verbs: [get]}"));
        await HoldAsync("{apiGroups: [''], resources: [pods], verbs: [get]}");
        await _bed.CreateAsync(string.Format(null, Role, "mine", "{apiGroups: [''], resources: [pods], verbs: [get]}"));
        Assert.Contains("not currently held", await _bed.UpdateRefusalAsync(string.Format(null, Role, "mine", "{apiGroups: [''], resources: [pods], verbs: [get, list]}")));
        Assert.Contains(
            "not currently held",
            await _bed.UpdateRefusalAsync("{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: wide, labels: {a: b}}, rules: [{apiGroups: [''], resources: [secrets], verbs: [get]}]}"));
        await _bed.UpdateAsync(
            "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: wide, finalizers: [a.example/b]}, rules: [{apiGroups: [''], resources: [secrets], verbs: [get]}]}");
    }

    [Fact]
    public async Task Escalate_lets_a_role_be_made_of_anything()
    {
        await HoldAsync("{apiGroups: [rbac.authorization.k8s.io], resources: [roles], verbs: [escalate]}");
        await _bed.CreateAsync(string.Format(null, Role, "more", "{apiGroups: [''], resources: [secrets], verbs: [get]}"));
    }

    [Fact]
    public async Task Binding_gives_only_what_is_held_or_may_be_bound()
    {
        await _bed.CreateAsync(string.Format(null, Role, "pods", "{apiGroups: [''], resources: [pods], verbs: [get]}"));
        await _bed.CreateAsync(string.Format(null, Role, "secrets", "{apiGroups: [''], resources: [secrets], verbs: [get]}"));
        await _bed.CreateAsync(string.Format(null, Role, "bindable", "{apiGroups: [''], resources: [secrets], verbs: [list]}"));
        await HoldAsync("{apiGroups: [''], resources: [pods], verbs: [get]}", "{apiGroups: [rbac.authorization.k8s.io], resources: [roles], resourceNames: [bindable], verbs: [bind]}");
        await _bed.CreateAsync(string.Format(null, Binding, 1, "Role", "pods"));
        await _bed.CreateAsync(string.Format(null, Binding, 2, "Role", "bindable"));
        Assert.Contains("rolebindings.rbac.authorization.k8s.io \"b3\" is forbidden: user \"jane\"", await _bed.RefusalAsync(string.Format(null, Binding, 3, "Role", "secrets")));
        Assert.Equal("roles.rbac.authorization.k8s.io \"none\" not found", await _bed.RefusalAsync(string.Format(null, Binding, 4, "Role", "none")));
    }

    [Fact]
    public async Task Aggregation_needs_everything()
    {
        const string Aggregated = "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: all}, aggregationRule: {clusterRoleSelectors: [{matchLabels: {a: b}}]}}";
        await HoldAsync("{apiGroups: [''], resources: [pods], verbs: [get]}");
        Assert.Equal(
            "clusterroles.rbac.authorization.k8s.io \"all\" is forbidden: must have cluster-admin privileges to use the aggregationRule",
            await _bed.RefusalAsync(Aggregated));
        _bed.User = new UserInfo("root") { Groups = [UserInfo.MastersGroup] };
        await _bed.CreateAsync(Aggregated);
    }

    /// <summary>From now on jane asks, who holds these rules in the namespace.</summary>
    private async Task HoldAsync(params string[] rules)
    {
        await _bed.CreateAsync(string.Format(null, Role, "held", string.Join(", ", rules)));
        await _bed.CreateAsync(string.Format(null, Binding.Replace("joe", "jane", StringComparison.Ordinal), 0, "Role", "held"));
        _bed.User = new UserInfo("jane") { Groups = ["devs", UserInfo.AuthenticatedGroup] };
    }
}
