using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Api.OpenApi;

/// <summary>Names inside OpenAPI documents: operations, tags and the components of custom resources.</summary>
/// <remarks>k8s.io/apiserver/pkg/endpoints/openapi and k8s.io/kube-openapi/pkg/util (ToRESTFriendlyName).</remarks>
internal static class OpenApiNames
{
    /// <summary><c>AppsV1</c>, <c>CoreV1</c>, <c>RbacAuthorizationV1</c>.</summary>
    public static string GroupVersion(string group, string version) =>
        string.Concat(Group(group).Split('.').Select(Title)) + Title(version);

    /// <summary><c>apps_v1</c>, <c>rbacAuthorization_v1</c>.</summary>
    public static string Tag(string group, string version)
    {
        var parts = Group(group).Split('.');
        return $"{parts[0]}{string.Concat(parts.Skip(1).Select(Title))}_{version}";
    }

    /// <summary>The component of a custom resource: <c>com.example.v1.Thing</c>.</summary>
    public static string Component(GroupVersionKind kind) => string.Join('.', kind.Group.Split('.').Reverse().Concat([kind.Version, kind.Kind]));

    public static string Title(string text) => text.Length == 0 ? "" : char.ToUpperInvariant(text[0]) + text[1..];

    private static string Group(string group) => group.Length == 0 ? "core"
        : group.EndsWith(".k8s.io", StringComparison.Ordinal) ? group[..^".k8s.io".Length]
        : group;
}
