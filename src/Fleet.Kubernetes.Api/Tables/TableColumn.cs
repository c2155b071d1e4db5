namespace Fleet.Kubernetes.Api.Tables;

/// <summary>
/// A column of a <c>meta.k8s.io/v1 Table</c>. <paramref name="Type"/> is an OpenAPI type (<c>string</c>, <c>integer</c>, <c>number</c>,
/// <c>boolean</c>, <c>date</c>); <paramref name="Priority"/> 0 is always shown, higher only in wide output.
/// </summary>
/// <remarks>meta/v1 TableColumnDefinition.</remarks>
public sealed record TableColumn(string Name, string Type, string Format, string Description, int Priority)
{
    /// <summary>What a server says of <c>metadata.name</c> in every table: part of the wire format that clients show.</summary>
    public const string NameDescription =
        "Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the "
        + "generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. "
        + "Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names";

    /// <summary>What a server says of <c>metadata.creationTimestamp</c> in every table.</summary>
    public const string CreationDescription =
        "CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in "
        + "happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\n"
        + "Populated by the system. Read-only. Null for lists. More info: "
        + "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata";

    /// <summary>The first column of almost every table.</summary>
    public static TableColumn NameColumn { get; } = new("Name", "string", "name", NameDescription, 0);
}
