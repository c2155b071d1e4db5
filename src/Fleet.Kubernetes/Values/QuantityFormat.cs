namespace Fleet.Kubernetes.Values;

/// <summary>The family of suffixes a <see cref="Quantity"/> was written in and is written in again (upstream <c>resource.Format</c>).</summary>
public enum QuantityFormat : byte
{
    /// <summary>Powers of 1000: <c>n u m "" k M G T P E</c>.</summary>
    DecimalSI,

    /// <summary>Powers of 1024: <c>Ki Mi Gi Ti Pi Ei</c>.</summary>
    BinarySI,

    /// <summary>Powers of ten spelled out: <c>12e6</c>.</summary>
    DecimalExponent,
}
