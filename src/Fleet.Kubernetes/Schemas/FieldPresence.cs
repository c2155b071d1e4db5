namespace Fleet.Kubernetes.Schemas;

/// <summary>
/// When a field is written by a server that holds objects in typed structs (Go's <c>encoding/json</c>): what is empty, zero or absent on the
/// way in is not always so on the way out.
/// </summary>
public enum FieldPresence : byte
{
    /// <summary>Not known (custom resources, other clusters): the field is kept as it is given.</summary>
    AsGiven,

    /// <summary>A value with <c>omitempty</c>: zero numbers, false, empty strings, lists and maps are left out. An object is a pointer: <c>{}</c> stays.</summary>
    OmitEmpty,

    /// <summary>A pointer to a scalar with <c>omitempty</c>: left out when null, written when zero.</summary>
    Pointer,

    /// <summary>Always written: zero values where absent, <c>{}</c> for an object, <c>null</c> for a list or map.</summary>
    Always,

    /// <summary>Always written, <c>null</c> where absent.</summary>
    AlwaysNullable,
}
