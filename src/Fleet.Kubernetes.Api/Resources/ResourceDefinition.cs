using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Api.Tables;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.Api.Resources;

/// <summary>
/// One resource served in one version: names, verbs, structure, subresources and the rules of its kind. Immutable and shared between clusters;
/// a kind served in several versions has one definition a version over one <see cref="Storage"/>.
/// </summary>
public sealed record ResourceDefinition
{
    /// <summary>All verbs of a stored resource, as discovery lists them.</summary>
    public static readonly IReadOnlyList<string> AllVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    private readonly GroupVersionKind? _storage;
    private readonly GroupResource? _storageResource;
    private readonly string? _singularName;
    private readonly string? _listKind;

    public required GroupVersionResource Resource { get; init; }

    public required string Kind { get; init; }

    public required bool IsNamespaced { get; init; }

    public string SingularName
    {
        get => _singularName ?? Kind.ToLowerInvariant();
        init => _singularName = value;
    }

    /// <summary><c>DeploymentList</c>.</summary>
    public string ListKind
    {
        get => _listKind ?? Kind + "List";
        init => _listKind = value;
    }

    public IReadOnlyList<string> ShortNames { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Lower case; a verb that is not listed is answered with 405.</summary>
    public IReadOnlyList<string> Verbs { get; init; } = AllVerbs;

    /// <summary>The structure of the kind; <see cref="Schema.Any"/> where it is not known.</summary>
    public Schema Schema { get; init; } = Schema.Any;

    /// <summary>The schema a custom resource's definition declares, for documents about it; undefined for other kinds.</summary>
    public DocumentValue DeclaredSchema { get; init; }

    public IReadOnlyList<SubresourceDefinition> Subresources { get; init; } = [];

    /// <summary>How lists look to <c>kubectl get</c>; null for name and age only.</summary>
    public ITableConverter? Table { get; init; }

    public IResourceStrategy Strategy { get; init; } = GenericStrategy.Instance;

    /// <summary>Field selector labels besides <c>metadata.name</c> and <c>metadata.namespace</c>.</summary>
    public IReadOnlyList<SelectableField> SelectableFields { get; init; } = [];

    /// <summary>What every request is warned of where this version is on its way out.</summary>
    public string? DeprecationWarning { get; init; }

    /// <summary>Served from outside the store (computed lists, create-only reviews); null for stored resources.</summary>
    public IVirtualResource? Virtual { get; init; }

    /// <summary>Group, version and kind objects are stored as (default: as served).</summary>
    public GroupVersionKind Storage
    {
        get => _storage ?? GroupVersionKind;
        init => _storage = value;
    }

    /// <summary>The resource name under which objects are stored (default: the served one); kinds served by two groups share it.</summary>
    public GroupResource StorageResource
    {
        get => _storageResource ?? Resource.GroupResource;
        init => _storageResource = value;
    }

    /// <summary>Translates between this version and <see cref="Storage"/>; null when only <c>apiVersion</c> differs.</summary>
    public IVersionConverter? Converter { get; init; }

    /// <summary>The version of CustomResourceDefinition origin: patches by strategic merge are refused, errors are worded as for CRs.</summary>
    public bool IsCustom { get; init; }

    public GroupVersionKind GroupVersionKind => new(Resource.Group, Resource.Version, Kind);

    public GroupResource GroupResource => Resource.GroupResource;

    public GroupKind GroupKind => new(Resource.Group, Kind);

    public bool Allows(string verb) => Verbs.Contains(verb, StringComparer.Ordinal);

    public SubresourceDefinition? FindSubresource(string name) => Subresources.FirstOrDefault(sub => sub.Name == name);

    /// <summary>Definitions are told apart by identity: comparing schemas and strategies by content makes no sense.</summary>
    public bool Equals(ResourceDefinition? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    public override string ToString() => Resource.ToString();
}
