namespace Fleet.Simulator.Tests.Kinds.Rules;

public sealed class ClusterRulesTests
{
    [Theory]
    [InlineData("{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: r}, rules: [{resources: [pods]}]}", "ClusterRole.rbac.authorization.k8s.io \"r\" is invalid: [rules[0].verbs: Required value: verbs must contain at least one value, rules[0].apiGroups: Required value: resource rules must supply at least one api group]")]
    [InlineData("{apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: system-x}, value: 1}", "PriorityClass.scheduling.k8s.io \"system-x\" is invalid: metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: system-x is not a known system priority class")]
    [InlineData("{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: s}, provisioner: p, reclaimPolicy: Bad}", "StorageClass.storage.k8s.io \"s\" is invalid: reclaimPolicy: Unsupported value: \"Bad\": supported values: \"Delete\", \"Retain\"")]
    [InlineData("{apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: c}, spec: {controller: nope}}", "IngressClass.networking.k8s.io \"c\" is invalid: spec.controller: Invalid value: \"nope\": must be a domain-prefixed path (such as \"acme.io/foo\")")]
    [InlineData("{apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: c}, spec: {controller: a.b/c, parameters: {kind: K, name: k, scope: Namespace}}}", "IngressClass.networking.k8s.io \"c\" is invalid: spec.parameters.namespace: Required value: `parameters.scope` is set to 'Namespace'")]
    [InlineData("{apiVersion: certificates.k8s.io/v1, kind: CertificateSigningRequest, metadata: {name: c}, spec: {request: eA==, signerName: a.b/c, usages: [all]}}", "CertificateSigningRequest.certificates.k8s.io \"c\" is invalid: [spec.request: Invalid value: \"eA==\": PEM block type must be CERTIFICATE REQUEST, spec.usages[0]: Unsupported value: \"all\": supported values: \"any\", \"cert sign\"")]
    [InlineData("{apiVersion: node.k8s.io/v1, kind: RuntimeClass, metadata: {name: r}, handler: Bad_}", "RuntimeClass.node.k8s.io \"r\" is invalid: handler: Invalid value: \"Bad_\": a lowercase RFC 1123 label")]
    public async Task Refusals_name_field_and_rule(string yaml, string expected)
    {
        var bed = await RulesBed.CreateAsync();

        Assert.StartsWith(expected, await bed.RefusalAsync(yaml));
    }

    [Theory]
    [InlineData("ValidatingAdmissionPolicy", "{}", "[spec.matchConstraints: Required value, spec.validations: Required value: validations or auditAnnotations must be specified, spec.auditAnnotations: Required value: validations or auditAnnotations must be specified]")]
    [InlineData("ValidatingAdmissionPolicyBinding", "{policyName: p, validationActions: [Warn, Deny]}", "spec.validationActions: Invalid value: [\"Deny\",\"Warn\"]: must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)")]
    public async Task Admission_policy_refusals_name_field_and_rule(string kind, string spec, string expected)
    {
        var bed = await RulesBed.CreateAsync();

        Assert.Equal(
            $"{kind}.admissionregistration.k8s.io \"p\" is invalid: {expected}",
            await bed.RefusalAsync($"{{apiVersion: admissionregistration.k8s.io/v1, kind: {kind}, metadata: {{name: p}}, spec: {spec}}}"));
    }

    [Theory]
    [InlineData("operations: [CREATE, '*']", "rules[0].operations: Invalid value: [\"CREATE\",\"*\"]: if '*' is present, must not specify other operations")]
    [InlineData("resources: [pods/*, pods/log]", "rules[0].resources[1]: Invalid value: \"pods/log\": if 'pods/*' is present, must not specify pods/log")]
    [InlineData("resources: ['*', pods]", "rules[0].resources: Invalid value: [\"*\",\"pods\"]: if '*' is present, must not specify other resources without subresources")]
    [InlineData("resources: ['*/*', pods]", "rules[0].resources: Invalid value: [\"*/*\",\"pods\"]: if '*/*' is present, must not specify other resources")]
    public async Task Webhook_rules_are_checked(string field, string expected)
    {
        var bed = await RulesBed.CreateAsync();
        var rule = string.Join(", ", new[] { "apiGroups: ['']", "apiVersions: [v1]", "operations: [CREATE]", "resources: [pods]" }.Where(part => part.Split(':')[0] != field.Split(':')[0]).Append(field));

        Assert.Equal(
            $"ValidatingWebhookConfiguration.admissionregistration.k8s.io \"w\" is invalid: webhooks[0].{expected}",
            await bed.RefusalAsync(
                $"{{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingWebhookConfiguration, metadata: {{name: w}}, webhooks: [{{name: a.b.c, clientConfig: {{url: 'https://x'}}, sideEffects: None, admissionReviewVersions: [v1], rules: [{{{rule}}}]}}]}}"));
    }

    [Fact]
    public async Task Role_references_stay()
    {
        var bed = await RulesBed.CreateAsync();
        const string Binding = "{{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {{name: b}}, roleRef: {{kind: Role, name: {0}}}, subjects: [{{kind: User, name: u}}]}}";
        await bed.CreateAsync(string.Format(null, Binding, "r"));

        Assert.Equal(
            "RoleBinding.rbac.authorization.k8s.io \"b\" is invalid: roleRef: Invalid value: {\"APIGroup\":\"rbac.authorization.k8s.io\",\"Kind\":\"Role\",\"Name\":\"s\"}: cannot change roleRef",
            await bed.UpdateRefusalAsync(string.Format(null, Binding, "s")));
    }

    [Fact]
    public async Task Network_policy_ranges_with_host_bits_are_warned_of()
    {
        var bed = await RulesBed.CreateAsync();

        Assert.Equal(
            ["spec.ingress[0].from[0].ipBlock.cidr: CIDR value \"10.1.1.1/8\" is ambiguous in this context (should be \"10.0.0.0/8\" or \"10.1.1.1/32\"?)"],
            await bed.WarningsAsync("{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: np}, spec: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.1.1.1/8}}]}]}}"));
    }
}
