namespace Fleet.Kubernetes.Api.OpenApi;

/// <summary>A parameter of a path or operation.</summary>
/// <param name="Name">As it stands in the path or query.</param>
/// <param name="Type">Its JSON type.</param>
/// <param name="IsPath">Part of the path, and so required.</param>
internal sealed record OpenApiParameter(string Name, string Type, bool IsPath = false)
{
    public static readonly OpenApiParameter ObjectName = new("name", "string", IsPath: true);

    public static readonly OpenApiParameter Namespace = new("namespace", "string", IsPath: true);

    public static readonly OpenApiParameter Pretty = new("pretty", "string");

    /// <summary>Of every write.</summary>
    public static readonly IReadOnlyList<OpenApiParameter> Write =
        [new("dryRun", "string"), new("fieldManager", "string"), new("fieldValidation", "string")];

    public static readonly IReadOnlyList<OpenApiParameter> Patch = [.. Write, new("force", "boolean")];

    public static readonly IReadOnlyList<OpenApiParameter> Delete =
    [
        new("dryRun", "string"),
        new("gracePeriodSeconds", "integer"),
        new("ignoreStoreReadErrorWithClusterBreakingPotential", "boolean"),
        new("orphanDependents", "boolean"),
        new("propagationPolicy", "string"),
    ];

    public static readonly IReadOnlyList<OpenApiParameter> List =
    [
        new("allowWatchBookmarks", "boolean"),
        new("continue", "string"),
        new("fieldSelector", "string"),
        new("labelSelector", "string"),
        new("limit", "integer"),
        new("resourceVersion", "string"),
        new("resourceVersionMatch", "string"),
        new("sendInitialEvents", "boolean"),
        new("shardSelector", "string"),
        new("timeoutSeconds", "integer"),
        new("watch", "boolean"),
    ];

    /// <summary>Of a deletion of many: what a list and a delete take.</summary>
    public static readonly IReadOnlyList<OpenApiParameter> DeleteCollection =
    [
        .. List.Where(parameter => parameter.Name is not ("allowWatchBookmarks" or "watch")).Concat(Delete).OrderBy(parameter => parameter.Name, StringComparer.Ordinal),
    ];
}
