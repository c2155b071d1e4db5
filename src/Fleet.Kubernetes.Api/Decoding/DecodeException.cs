namespace Fleet.Kubernetes.Api.Decoding;

/// <summary>A body that does not fit its kind's structure. The message is the decoder's own, without what the API puts around it.</summary>
public sealed class DecodeException : Exception
{
    public DecodeException(string message)
        : base(message)
    {
    }

    public DecodeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
