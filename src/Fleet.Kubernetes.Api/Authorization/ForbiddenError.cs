using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Api.Authorization;

/// <summary>The 403 of a request that is not allowed, worded as upstream's <c>responsewriters.ForbiddenStatusError</c>.</summary>
public static class ForbiddenError
{
    public static ApiException For(AuthorizationAttributes attributes, string reason)
    {
        var message = Describe(attributes);
        return StatusError.Forbidden(
            new GroupResource(attributes.Group, attributes.Resource),
            attributes.Name,
            reason.Length == 0 ? message : $"{message}: {reason}");
    }

    private static string Describe(AuthorizationAttributes attributes)
    {
        var user = GoText.Quote(attributes.User.Name);
        if (!attributes.IsResourceRequest)
        {
            return $"User {user} cannot {attributes.Verb} path {GoText.Quote(attributes.Path)}";
        }

        var resource = attributes.Subresource.Length == 0 ? attributes.Resource : $"{attributes.Resource}/{attributes.Subresource}";
        var place = attributes.Namespace.Length > 0 ? $"in the namespace {GoText.Quote(attributes.Namespace)}" : "at the cluster scope";
        return $"User {user} cannot {attributes.Verb} resource {GoText.Quote(resource)} in API group {GoText.Quote(attributes.Group)} {place}";
    }
}
