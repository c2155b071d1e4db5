namespace Fleet.Kubernetes.Documents;

/// <summary>Bytes that are not the JSON (or YAML) document they claim to be. The message says what and where.</summary>
public sealed class DocumentFormatException : FormatException
{
    public DocumentFormatException(string message)
        : base(message)
    {
    }

    public DocumentFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
