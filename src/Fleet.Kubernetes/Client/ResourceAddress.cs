using System.Text;
using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Client;

/// <summary>
/// Where one object, or the collection of them, is served: <c>apis/apps/v1/namespaces/web/deployments/front/status</c>. Parts come from outside and are
/// escaped; a part that would change the path (empty, <c>.</c>, <c>..</c>, with <c>/</c>) is refused.
/// </summary>
public readonly record struct ResourceAddress(GroupVersionResource Resource, string? Namespace = null, string? Name = null, string? Subresource = null)
{
    /// <summary>The same collection's object <paramref name="name"/>.</summary>
    public ResourceAddress WithName(string? name) => this with { Name = name };

    /// <summary>Relative to the API's root, without a leading slash.</summary>
    /// <exception cref="ArgumentException">A part cannot stand in a path.</exception>
    public string ToPath()
    {
        var path = new StringBuilder(Resource.Group.Length == 0 ? "api/" : "apis/");
        if (Resource.Group.Length > 0)
        {
            path.Append(Part(Resource.Group, "group")).Append('/');
        }

        path.Append(Part(Resource.Version, "version")).Append('/');
        if (Namespace is not null)
        {
            path.Append("namespaces/").Append(Part(Namespace, "namespace")).Append('/');
        }

        path.Append(Part(Resource.Resource, "resource"));
        if (Name is not null)
        {
            path.Append('/').Append(Part(Name, "name"));
        }

        if (Subresource is not null)
        {
            path.Append('/').Append(Part(Subresource, "subresource"));
        }

        return path.ToString();
    }

    public override string ToString() => $"{Resource}{(Namespace is null ? "" : $" {Namespace}")}{(Name is null ? "" : $"/{Name}")}{(Subresource is null ? "" : $" ({Subresource})")}";

    private static string Part(string part, string what) => part.Length is 0 or > 512 || part is "." or ".." || part.Contains('/', StringComparison.Ordinal) || part.Contains('%', StringComparison.Ordinal)
        ? throw new ArgumentException($"The {what} \"{(part.Length > 64 ? part[..64] : part)}\" cannot stand in a request path; 1 to 512 characters without / and % are accepted, and not . or ...")
        : Uri.EscapeDataString(part);
}
