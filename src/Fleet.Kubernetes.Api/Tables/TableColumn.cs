namespace Fleet.Kubernetes.Api.Tables;

/// <summary>
/// A column of a <c>meta.k8s.io/v1 Table</c>. <paramref name="Type"/> is an OpenAPI type (<c>string</c>, <c>integer</c>, <c>number</c>,
/// <c>boolean</c>, <c>date</c>); <paramref name="Priority"/> 0 is always shown, higher only in wide output.
/// </summary>
/// <remarks>meta/v1 TableColumnDefinition.</remarks>
public sealed record TableColumn(string Name, string Type, string Format, string Description, int Priority);
