using Fleet.Kubernetes.Api.Errors;

namespace Fleet.Kubernetes.Api.Tables;

/// <summary>How much of the object a table row carries (<c>includeObject</c>).</summary>
public enum IncludeObject : byte
{
    Metadata,
    Object,
    None,
}

/// <summary>Reads the <c>includeObject</c> query parameter.</summary>
public static class IncludeObjects
{
    /// <exception cref="ApiException">400: not a policy.</exception>
    public static IncludeObject Parse(string? text) => text switch
    {
        null or "" or "Metadata" => IncludeObject.Metadata,
        "Object" => IncludeObject.Object,
        "None" => IncludeObject.None,
        _ => throw StatusError.BadRequest(
            $"Unable to convert to Table as requested: includeObject: Invalid value: {GoText.Quote(text)}: must be 'Metadata', 'Object', 'None', or empty"),
    };
}
