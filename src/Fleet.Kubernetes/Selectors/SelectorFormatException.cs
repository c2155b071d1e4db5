namespace Fleet.Kubernetes.Selectors;

/// <summary>A selector that cannot be understood. The message is the one the API server gives.</summary>
public sealed class SelectorFormatException : FormatException
{
    public SelectorFormatException(string message)
        : base(message)
    {
    }
}
