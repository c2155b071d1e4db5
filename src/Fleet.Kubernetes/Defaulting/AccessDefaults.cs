using Fleet.Kubernetes.Documents;
using static Fleet.Kubernetes.Defaulting.DefaultRules;

namespace Fleet.Kubernetes.Defaulting;

/// <summary>Roles, token requests, certificates (pkg/apis/{rbac,authentication,certificates}/v1/defaults.go).</summary>
internal static class AccessDefaults
{
    private const string RbacGroup = "rbac.authorization.k8s.io";

    public static IEnumerable<KeyValuePair<string, Action<DocumentNode>>> Rules { get; } =
    [
        For("rbac.v1.ClusterRoleBinding", Binding),
        For("rbac.v1.RoleBinding", Binding),
        For("rbac.v1.Subject", Subject),
        For("authentication.v1.TokenRequestSpec", spec => spec.Pointer("expirationSeconds", 3600)),
    ];

    private static void Binding(DocumentNode binding) => binding.Struct("roleRef").Text("apiGroup", RbacGroup);

    private static void Subject(DocumentNode subject)
    {
        if (subject.TextOf("kind") is "User" or "Group")
        {
            subject.Text("apiGroup", RbacGroup);
        }
    }
}
