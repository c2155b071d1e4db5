namespace Fleet.Kubernetes.Defaulting;

/// <summary>
/// A value does not fit the type of its field. The message is what a Kubernetes API server says after "cannot be handled as a …: ":
/// <c>json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32</c>.
/// </summary>
public sealed class TypedDecodeException : FormatException
{
    public TypedDecodeException(string message)
        : base(message)
    {
    }
}
