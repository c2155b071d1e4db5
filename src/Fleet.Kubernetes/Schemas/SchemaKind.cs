namespace Fleet.Kubernetes.Schemas;

/// <summary>The structural type of a value.</summary>
public enum SchemaKind : byte
{
    /// <summary>Anything goes below here (<c>x-kubernetes-preserve-unknown-fields</c> without a type, JSON, RawExtension).</summary>
    Any,

    /// <summary>An object with named fields.</summary>
    Object,

    /// <summary>An object whose keys are data: labels, ConfigMap data, resource lists.</summary>
    Map,
    List,
    String,
    Integer,
    Number,
    Boolean,
    IntOrString,

    /// <summary>A resource quantity: a string or a number, compared by amount.</summary>
    Quantity,
}
