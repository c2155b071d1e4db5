namespace Fleet.Kubernetes.Schemas;

/// <summary>An OpenAPI document or a CRD that cannot be read as the structure of objects: too large, or not what it claims to be.</summary>
public sealed class SchemaFormatException : FormatException
{
    public SchemaFormatException(string message)
        : base(message)
    {
    }
}
