namespace Fleet.Kubernetes.Documents;

/// <summary>What a <see cref="DocumentValue"/> holds. <see cref="Undefined"/> is the value of a field that is not there.</summary>
public enum DocumentKind : byte
{
    Undefined,
    Null,
    False,
    True,
    Number,
    String,
    Array,
    Object,
}
