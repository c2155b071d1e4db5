using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Api.OpenApi;

/// <summary>The paths of one resource: collection, object, subresources and the old watch paths.</summary>
internal sealed class OpenApiResourcePaths
{
    private const string Meta = "io.k8s.apimachinery.pkg.apis.meta.v1.";

    private static readonly string[] PatchTypes =
        ["application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json"];

    private static readonly string[] CustomPatchTypes = ["application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json"];

    private readonly ResourceDefinition _definition;
    private readonly string _component;
    private readonly string _listComponent;
    private readonly string _groupVersion;
    private readonly string _root;

    /// <param name="definition">The resource.</param>
    /// <param name="component">The component of its kind.</param>
    /// <param name="listComponent">The component of its lists.</param>
    public OpenApiResourcePaths(ResourceDefinition definition, string component, string listComponent)
    {
        _definition = definition;
        _component = component;
        _listComponent = listComponent;
        _groupVersion = OpenApiNames.GroupVersion(definition.Resource.Group, definition.Resource.Version);
        _root = definition.Resource.Group.Length == 0 ? $"/api/{definition.Resource.Version}" : $"/apis/{definition.Resource.ApiVersion}";
    }

    private string Scope => _definition.IsNamespaced ? "Namespaced" : "";

    private string ScopePath => _definition.IsNamespaced ? "/namespaces/{namespace}" : "";

    private string Name => _definition.Resource.Resource;

    private GroupVersionKind Kind => _definition.GroupVersionKind;

    public void Write(OpenApiPathWriter paths)
    {
        var collection = $"{_root}{ScopePath}/{Name}";
        paths.Write(collection, [.. Collection()], Parameters(withName: false));
        paths.Write($"{collection}/{{name}}", [.. Object()], Parameters(withName: true));
        foreach (var subresource in _definition.Subresources)
        {
            paths.Write($"{collection}/{{name}}/{subresource.Name}", [.. Subresource(subresource)], Parameters(withName: true));
        }

        if (_definition.IsNamespaced && _definition.Allows("list"))
        {
            var id = $"list{_groupVersion}{Kind.Kind}ForAllNamespaces";
            paths.Write($"{_root}/{Name}", [new("get", "list", id, Kind) { Answer = _listComponent, IsStream = true }], Sorted([.. OpenApiParameter.List, OpenApiParameter.Pretty]));
        }

        if (_definition.Allows("watch"))
        {
            WriteWatches(paths);
        }
    }

    private void WriteWatches(OpenApiPathWriter paths)
    {
        var collection = $"{_root}/watch{ScopePath}/{Name}";
        var watch = new OpenApiOperation("get", "watchlist", $"watch{_groupVersion}{Scope}{Kind.Kind}List", Kind) { Answer = Meta + "WatchEvent", IsStream = true };
        paths.Write(collection, [watch], Sorted([.. OpenApiParameter.List, .. Parameters(withName: false)]));
        paths.Write(
            $"{collection}/{{name}}",
            [watch with { Action = "watch", Id = $"watch{_groupVersion}{Scope}{Kind.Kind}" }],
            Sorted([.. OpenApiParameter.List, .. Parameters(withName: true)]));
        if (_definition.IsNamespaced)
        {
            paths.Write(
                $"{_root}/watch/{Name}",
                [watch with { Id = $"watch{_groupVersion}{Kind.Kind}ListForAllNamespaces" }],
                Sorted([.. OpenApiParameter.List, OpenApiParameter.Pretty]));
        }
    }

    private IEnumerable<OpenApiOperation> Collection()
    {
        if (_definition.Allows("list"))
        {
            yield return new("get", "list", $"list{_groupVersion}{Scope}{Kind.Kind}", Kind)
            {
                Answer = _listComponent,
                IsStream = true,
                Parameters = OpenApiParameter.List,
            };
        }

        if (_definition.Allows("create"))
        {
            yield return new("post", "post", $"create{_groupVersion}{Scope}{Kind.Kind}", Kind)
            {
                Answer = _component,
                Body = _component,
                Codes = ["200", "201", "202"],
                Parameters = OpenApiParameter.Write,
            };
        }

        if (_definition.Allows("deletecollection"))
        {
            yield return new("delete", "deletecollection", $"delete{_groupVersion}Collection{Scope}{Kind.Kind}", Kind)
            {
                Answer = Meta + "Status",
                Body = Meta + "DeleteOptions",
                IsBodyRequired = false,
                Parameters = OpenApiParameter.DeleteCollection,
            };
        }
    }

    private IEnumerable<OpenApiOperation> Object()
    {
        if (_definition.Allows("get"))
        {
            yield return new("get", "get", $"read{_groupVersion}{Scope}{Kind.Kind}", Kind) { Answer = _component };
        }

        if (_definition.Allows("update"))
        {
            yield return new("put", "put", $"replace{_groupVersion}{Scope}{Kind.Kind}", Kind)
            {
                Answer = _component,
                Body = _component,
                Codes = ["200", "201"],
                Parameters = OpenApiParameter.Write,
            };
        }

        if (_definition.Allows("delete"))
        {
            yield return new("delete", "delete", $"delete{_groupVersion}{Scope}{Kind.Kind}", Kind)
            {
                Answer = _definition.Strategy.ReturnsDeletedObject ? _component : Meta + "Status",
                Body = Meta + "DeleteOptions",
                IsBodyRequired = false,
                Codes = ["200", "202"],
                Parameters = OpenApiParameter.Delete,
            };
        }

        if (_definition.Allows("patch"))
        {
            yield return Patch($"patch{_groupVersion}{Scope}{Kind.Kind}", Kind, _component);
        }
    }

    private IEnumerable<OpenApiOperation> Subresource(SubresourceDefinition subresource)
    {
        var kind = subresource.Kind ?? Kind;
        var component = subresource.Schema?.TypeName ?? _component;
        var id = $"{_groupVersion}{Scope}{Kind.Kind}{OpenApiNames.Title(subresource.Name)}";
        if (subresource.Behaviour == SubresourceKind.Custom && subresource.Schema?.TypeName is null)
        {
            yield break;
        }

        if (subresource.Verbs.Contains("get"))
        {
            yield return new("get", "get", $"read{id}", kind) { Answer = component };
        }

        if (subresource.Verbs.Contains("update"))
        {
            yield return new("put", "put", $"replace{id}", kind)
            {
                Answer = component,
                Body = component,
                Codes = ["200", "201"],
                Parameters = OpenApiParameter.Write,
            };
        }

        if (subresource.Verbs.Contains("create"))
        {
            yield return new("post", "post", $"create{id}", kind)
            {
                Answer = component,
                Body = component,
                Codes = ["200", "201", "202"],
                Parameters = OpenApiParameter.Write,
            };
        }

        if (subresource.Verbs.Contains("patch"))
        {
            yield return Patch($"patch{id}", kind, component);
        }
    }

    private OpenApiOperation Patch(string id, GroupVersionKind kind, string component) => new("patch", "patch", id, kind)
    {
        Answer = component,
        Body = Meta + "Patch",
        BodyTypes = _definition.IsCustom ? CustomPatchTypes : PatchTypes,
        Codes = ["200", "201"],
        Parameters = OpenApiParameter.Patch,
    };

    private OpenApiParameter[] Parameters(bool withName)
    {
        List<OpenApiParameter> parameters = withName ? [OpenApiParameter.ObjectName] : [];
        if (_definition.IsNamespaced)
        {
            parameters.Add(OpenApiParameter.Namespace);
        }

        return [.. parameters, OpenApiParameter.Pretty];
    }

    private static OpenApiParameter[] Sorted(IEnumerable<OpenApiParameter> parameters) =>
        [.. parameters.OrderBy(parameter => parameter.Name, StringComparer.Ordinal)];
}
