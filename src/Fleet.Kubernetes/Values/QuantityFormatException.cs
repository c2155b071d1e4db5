namespace Fleet.Kubernetes.Values;

/// <summary>Text that is not a quantity. The message is the one the API server gives.</summary>
public sealed class QuantityFormatException : FormatException
{
    public QuantityFormatException(string message)
        : base(message)
    {
    }
}
