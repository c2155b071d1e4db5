namespace Fleet.Kubernetes.TypedValues;

/// <summary>How a value of a schema is walked.</summary>
internal enum TypedShape : byte
{
    Scalar,
    List,
    Map,
}
