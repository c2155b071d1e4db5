using Fleet.Kubernetes.Documents;
using static Fleet.Kubernetes.Defaulting.DefaultRules;

namespace Fleet.Kubernetes.Defaulting;

/// <summary>
/// Kinds that configure the API itself: webhooks, admission policies, flow control, custom resources, API services
/// (pkg/apis/{admissionregistration,flowcontrol}/v1, apiextensions, kube-aggregator).
/// </summary>
internal static class ApiDefaults
{
    private const string Extensions = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.";

    public static IEnumerable<KeyValuePair<string, Action<DocumentNode>>> Rules { get; } =
    [
        For("admissionregistration.v1.ValidatingWebhook", Webhook),
        For("admissionregistration.v1.MutatingWebhook", MutatingWebhook),
        For("admissionregistration.v1.RuleWithOperations", rule => rule.Pointer("scope", "*")),
        For("admissionregistration.v1.NamedRuleWithOperations", rule => rule.Pointer("scope", "*")),
        For("admissionregistration.v1.ServiceReference", service => service.Pointer("port", 443)),
        For("admissionregistration.v1.ValidatingAdmissionPolicySpec", spec => spec.Pointer("failurePolicy", "Fail")),
        For("admissionregistration.v1.MutatingAdmissionPolicySpec", MutatingPolicy),
        For("admissionregistration.v1.MatchResources", MatchResources),
        For("flowcontrol.v1.FlowSchemaSpec", spec => spec.Integer("matchingPrecedence", 1000)),
        For("flowcontrol.v1.ExemptPriorityLevelConfiguration", Exempt),
        For("flowcontrol.v1.LimitedPriorityLevelConfiguration", Limited),
        For("flowcontrol.v1.QueuingConfiguration", Queuing),
        new(Extensions + "CustomResourceDefinitionSpec", CustomResourceDefinition),
        new(Extensions + "ServiceReference", service => service.Pointer("port", 443)),
        new("io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.ServiceReference", service => service.Pointer("port", 443)),
    ];

    private static void Webhook(DocumentNode webhook)
    {
        webhook.Pointer("failurePolicy", "Fail");
        webhook.Pointer("matchPolicy", "Equivalent");
        webhook.Pointer("namespaceSelector", DocumentNode.Object());
        webhook.Pointer("objectSelector", DocumentNode.Object());
        webhook.Pointer("timeoutSeconds", 10);
    }

    private static void MutatingWebhook(DocumentNode webhook)
    {
        Webhook(webhook);
        webhook.Pointer("reinvocationPolicy", "Never");
    }

    private static void MutatingPolicy(DocumentNode spec)
    {
        spec.Pointer("failurePolicy", "Fail");
        spec.Text("reinvocationPolicy", "Never");
    }

    private static void MatchResources(DocumentNode match)
    {
        match.Pointer("matchPolicy", "Equivalent");
        match.Pointer("namespaceSelector", DocumentNode.Object());
        match.Pointer("objectSelector", DocumentNode.Object());
    }

    private static void Exempt(DocumentNode configuration)
    {
        configuration.Pointer("nominalConcurrencyShares", 0);
        configuration.Pointer("lendablePercent", 0);
    }

    private static void Limited(DocumentNode configuration)
    {
        configuration.Pointer("nominalConcurrencyShares", 30);
        configuration.Pointer("lendablePercent", 0);
    }

    private static void Queuing(DocumentNode configuration)
    {
        configuration.Integer("handSize", 8);
        configuration.Integer("queues", 64);
        configuration.Integer("queueLengthLimit", 50);
    }

    private static void CustomResourceDefinition(DocumentNode spec)
    {
        var names = spec.Struct("names");
        names.Text("singular", names.TextOf("kind").ToLowerInvariant());
        names.Text("listKind", names.TextOf("kind") + "List");
        spec.Pointer("conversion", DocumentNode.Object(("strategy", "None")));
    }
}
