namespace Fleet.Kubernetes.FieldSets;

/// <summary>How a path element selects a child. The order is the sort order of FieldsV1.</summary>
public enum PathElementKind : byte
{
    /// <summary>A field of an object or map: <c>f:replicas</c>.</summary>
    Field,

    /// <summary>An item of a list of type map, by its key fields: <c>k:{"name":"c"}</c>.</summary>
    Key,

    /// <summary>An item of a list of type set, by its value: <c>v:"a"</c>.</summary>
    Value,

    /// <summary>An item by position: <c>i:0</c>.</summary>
    Index,
}
